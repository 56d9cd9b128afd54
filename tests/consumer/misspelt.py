"""Mistakes that a checker must find: each line marked, and no other."""

import jixiao

jixiao.prase("≥95%")  # wrong
jixiao.parse("≥95%").quantity  # wrong
jixiao.parse("≥95%").is_met("96%", drection="up")  # wrong
jixiao.read_criterion("≥95%").is_met("96%", drection="up")  # wrong
jixiao.loads("{}", expected=jixiao.TargetTable).totl  # wrong
jixiao.score(jixiao.TargetTable(), rulebok="项目支出")  # wrong
jixiao.check("目标表.xlsx")  # wrong
jixiao.score(jixiao.TargetTable()).said("fr")  # wrong
jixiao.write(jixiao.TargetTable(), 1)  # wrong
