"""The demonstration: public facts and one invented event, loaded, run through the whole main job, and served."""
