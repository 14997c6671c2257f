"""Words of messages as channels take them: plain, cut to fit, with what is left out said."""
