"""The ways out of the house: each channel takes a parcel or says why not."""
