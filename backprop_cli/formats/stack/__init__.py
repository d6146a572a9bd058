"""STACK: a sheet as questions of Moodle that Maxima judges, from what was entered before."""
