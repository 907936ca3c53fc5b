"""What goes wrong without anybody saying so, told to those who run the hub: on Home and in one mail a day."""
