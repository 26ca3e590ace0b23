package org.echelle.runs;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.echelle.api.HookPoint;
import org.echelle.api.OpenContext;
import org.echelle.api.PictureReader;
import org.echelle.api.Sample;
import org.echelle.api.Sites;
import org.echelle.api.Subject;
import org.echelle.api.Tap;
import org.echelle.api.TensorSpec;

/** Says what they show: the class of the brightest pixel, or nothing where all are dark. */
final class ToyEye implements Subject {
    private static final float BLANK = 110;

    @Override
    public String fingerprint() {
        return Keys.of("eye", 1);
    }

    @Override
    public Map<String, String> facts() {
        return Map.of("architecture", "the brightest pixel");
    }

    @Override
    public List<HookPoint> hookPoints() {
        return List.of(new HookPoint(
                "pixels", ToyPictures.CLASSES.size(), HookPoint.Layout.WIDTH_LAST, List.of(), "brightness, 0 to 255"));
    }

    @Override
    public List<TensorSpec> inputs() {
        return List.of(new TensorSpec("pixels", List.of(-1L, (long) ToyPictures.CLASSES.size()), "brightness"));
    }

    @Override
    public List<TensorSpec> outputs() {
        return List.of(new TensorSpec("logits", List.of(-1L, (long) ToyPictures.SEEN.size()), "brightness, 0 to 255"));
    }

    @Override
    public List<String> outputNames() {
        return ToyPictures.SEEN;
    }

    @Override
    public NDList prepare(List<Sample> batch, NDManager manager) {
        float[] values = new float[batch.size() * ToyPictures.CLASSES.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = ((ToyPictures.Seen) batch.get(i / ToyPictures.CLASSES.size()))
                            .pixels()[i % ToyPictures.CLASSES.size()]
                    & 255;
        }
        return new NDList(manager.create(values, new Shape(batch.size(), ToyPictures.CLASSES.size())));
    }

    @Override
    public NDList forward(NDList inputs, Tap tap) {
        NDArray pixels = tap.at("pixels", inputs.get(0));
        NDArray blank = pixels.getManager().full(new Shape(pixels.getShape().get(0), 1), BLANK);
        return new NDList(pixels.concat(blank, 1));
    }

    @Override
    public Sites sites(HookPoint hook, NDList inputs) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<PictureReader> readsPictures() {
        return Optional.of((id, width, height, channels, pixels) -> new ToyPictures.Seen(id, pixels));
    }

    @Override
    public Subject randomTwin(long seed, OpenContext context) {
        return new ToyEye();
    }

    @Override
    public void close() {}
}
