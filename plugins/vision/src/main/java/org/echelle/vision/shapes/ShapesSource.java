package org.echelle.vision.shapes;

import java.nio.charset.StandardCharsets;
import org.echelle.api.Sample;
import org.echelle.api.SampleSource;
import org.echelle.torch.Checksums;

/** Pictures of a {@link ShapesWorld}, drawn when they are asked for. */
final class ShapesSource implements SampleSource {
    /** Raised when the same seed draws other pictures than before. */
    private static final int VERSION = 1;

    private final ShapesOptions options;
    private final ShapesWorld world;

    ShapesSource(ShapesOptions options) {
        this.options = options;
        this.world = new ShapesWorld(options.seed());
    }

    ShapesWorld world() {
        return world;
    }

    @Override
    public int size() {
        return options.count();
    }

    @Override
    public String id(int index) {
        return ShapesWorld.id(index);
    }

    /** Every picture is drawn by itself. */
    @Override
    public String groupedBy() {
        return "picture";
    }

    @Override
    public String fingerprint() {
        String settings = "shapes world " + VERSION + " seed " + options.seed() + " count " + options.count();
        return Checksums.sha256(settings.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Sample load(int index) {
        return world.picture(index);
    }
}
