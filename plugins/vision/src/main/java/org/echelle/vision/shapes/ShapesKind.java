package org.echelle.vision.shapes;

import org.echelle.api.OpenContext;
import org.echelle.api.SampleKind;
import org.echelle.api.SampleSource;
import org.echelle.vision.VisionException;

/** The generated world as samples: nothing is read from disk. */
public final class ShapesKind implements SampleKind<ShapesOptions> {
    @Override
    public String name() {
        return "shapes";
    }

    @Override
    public String description() {
        return "Generated 64 x 64 pictures with known shape, colour, texture, size, position, count and background.";
    }

    @Override
    public Class<ShapesOptions> options() {
        return ShapesOptions.class;
    }

    @Override
    public SampleSource open(ShapesOptions options, OpenContext context) {
        if (options.count() < 1) {
            throw new VisionException("The shapes world needs a count of at least 1, not " + options.count() + ".");
        }
        return new ShapesSource(options);
    }
}
