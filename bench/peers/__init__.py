"""`python -m bench peers`: kefu beside what a team would otherwise take, over the same tables."""
