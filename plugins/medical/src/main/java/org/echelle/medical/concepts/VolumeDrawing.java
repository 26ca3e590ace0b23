package org.echelle.medical.concepts;

import java.lang.ref.SoftReference;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.echelle.medical.images.Volume;
import org.echelle.medical.samples.PlacedSource;

/** A volume of label numbers on the one image that it is named after; slices are asked for one after the other, so one volume is kept. */
final class VolumeDrawing implements Drawing {
    private final PlacedSource.Stack image;
    private final Map<Integer, String> names;
    private final Supplier<Volume> reader;
    private SoftReference<Volume> kept = new SoftReference<>(null);

    /** @param names of the numbers; voxels of other numbers belong to no label */
    VolumeDrawing(PlacedSource.Stack image, Map<Integer, String> names, Supplier<Volume> reader) {
        this.image = image;
        this.names = names;
        this.reader = reader;
    }

    @Override
    public Set<String> labels() {
        return new TreeSet<>(names.values());
    }

    @Override
    public boolean belongsTo(PlacedSource.Stack other) {
        return other.equals(image);
    }

    @Override
    public synchronized Optional<float[]> on(PlacedSource.Stack other, int slice, String label) {
        Volume volume = kept.get();
        if (volume == null) {
            volume = reader.get();
            kept = new SoftReference<>(volume);
        }
        float[] values = volume.frames().get(slice);
        float[] shares = new float[values.length];
        boolean any = false;
        for (int i = 0; i < shares.length; i++) {
            boolean has = label.equals(names.get((int) values[i])) && values[i] == Math.rint(values[i]);
            shares[i] = has ? 1 : 0;
            any |= has;
        }
        return any ? Optional.of(shares) : Optional.empty();
    }

    @Override
    public String told() {
        return image.geometry().told();
    }
}
