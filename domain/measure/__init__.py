"""Figures with their uncertainty: estimates, intervals, comparisons, and when there is too little to say one."""
