"""What is read: the columns a view needs, straight from the tables, within the viewer's scope."""
