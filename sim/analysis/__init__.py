"""What the tables of a run say, with their doubt.

Every function takes a `Run`, which cannot exist without having been checked, and gives small
frozen records; nothing is printed or drawn here.

expressions : questions such as `settlement >= second`, asked of every world
outcomes    : the answers of a run, with Monte-Carlo error; the object of `--json`
forms       : how far an answer moves with the functional form
paired      : differences between two runs, world by world
outside     : what reference classes say
series      : quantile bands of a recorded state over time
timing      : when something has happened, over time
spread      : equally likely values of a number, for dot plots
words       : probability words, and numbers as people say them
reading     : the lines that a table or a page shows
"""
