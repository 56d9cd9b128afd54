"""What a careful reviewer says of a form (审核、复核、监控): its mistakes, its points, its year, its years.

`checking` reads one table as it was filed, `rechecking` the points an office gave itself,
`monitoring` a year that is not over, `comparing` two tables and `trends` the tables of many years.
Every one answers with findings, whose codes stand in one registry, `checking.codes`.
"""
