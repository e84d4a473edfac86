"""How much everybody may ask for in a time: buckets that fill evenly, in process or shared by all processes."""
