"""The same values for other programs (数据交换): JSON, JSON Schema, SARIF, the types of other libraries.

`codec` writes and reads the JSON; all the others are that JSON in another library's terms. None
of them decides anything about a form.
"""
