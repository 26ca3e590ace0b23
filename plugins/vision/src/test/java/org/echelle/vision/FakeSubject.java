package org.echelle.vision;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Map;
import org.echelle.api.Axis;
import org.echelle.api.HookPoint;
import org.echelle.api.OpenContext;
import org.echelle.api.Sample;
import org.echelle.api.SampleSites;
import org.echelle.api.Sites;
import org.echelle.api.Subject;
import org.echelle.api.Tap;
import org.echelle.api.TensorSpec;
import org.echelle.pictures.Placement;
import org.echelle.vision.subject.VisionSubject;

/**
 * Geometry without a network: shorter side to {@code input} pixels, centre crop, a grid of places, one class token.
 *
 * @param input edge of the square input
 * @param rows of the grid
 * @param columns of the grid
 */
public record FakeSubject(int input, int rows, int columns) implements VisionSubject {
    public HookPoint hook() {
        return new HookPoint(
                "blocks.0",
                8,
                HookPoint.Layout.WIDTH_LAST,
                List.of(new Axis("y", rows), new Axis("x", columns)),
                "block 0");
    }

    /** The class token's row, then the grid row by row. */
    public SampleSites sites() {
        return new SampleSites(hook(), Sites.grid(1, rows, columns));
    }

    @Override
    public Placement placement(int width, int height) {
        double scale = input / (double) Math.min(width, height);
        return new Placement(scale, scale, (input - width * scale) / 2, (input - height * scale) / 2);
    }

    @Override
    public int inputWidth() {
        return input;
    }

    @Override
    public int inputHeight() {
        return input;
    }

    @Override
    public int[] gridSize(HookPoint hook) {
        return new int[] {rows, columns};
    }

    @Override
    public List<String> labels() {
        return List.of();
    }

    @Override
    public String fingerprint() {
        return "0".repeat(64);
    }

    @Override
    public Map<String, String> facts() {
        return Map.of();
    }

    @Override
    public List<HookPoint> hookPoints() {
        return List.of(hook());
    }

    @Override
    public List<TensorSpec> inputs() {
        return List.of();
    }

    @Override
    public List<TensorSpec> outputs() {
        return List.of();
    }

    @Override
    public NDList prepare(List<Sample> batch, NDManager manager) {
        throw new UnsupportedOperationException();
    }

    @Override
    public NDList forward(NDList inputs, Tap tap) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Sites sites(HookPoint hook, NDList inputs) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Subject randomTwin(long seed, OpenContext context) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
