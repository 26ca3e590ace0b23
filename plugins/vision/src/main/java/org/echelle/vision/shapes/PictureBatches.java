package org.echelle.vision.shapes;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.echelle.api.CancelledException;

/** Pictures of a world in order, a batch at a time, normalised as the shapes transformer takes them. */
final class PictureBatches implements AutoCloseable {
    /** Mean and standard deviation of each channel on the scale 0 to 1, as config.json tells. */
    static final double MEAN = 0.5;

    static final double STD = 0.25;

    private final ShapesWorld world;
    private final int size;
    private int from;

    PictureBatches(ShapesWorld world, int size) {
        this.world = world;
        this.size = size;
    }

    /**
     * @param values {@code [picture][channel][y][x]}, normalised
     * @param factors {@code [picture][factor]}
     */
    record Batch(float[] values, int[][] factors) {
        /** {@code [batch, 3, height, width]} in that manager. */
        NDArray pixels(NDManager manager) {
            return manager.create(values, new Shape(factors.length, 3, ShapesWorld.EDGE, ShapesWorld.EDGE));
        }
    }

    Batch next() {
        Batch batch = batch(from, size);
        from += size;
        return batch;
    }

    Batch batch(int first, int count) {
        int area = ShapesWorld.EDGE * ShapesWorld.EDGE;
        float[] values = new float[count * 3 * area];
        int[][] factors = new int[count][];
        for (int i = 0; i < count; i++) {
            Scene scene = world.scene(first + i);
            factors[i] = scene.factors();
            byte[] pixels = Painter.paint(scene);
            for (int p = 0; p < area; p++) {
                for (int c = 0; c < 3; c++) {
                    values[(i * 3 + c) * area + p] = (float) (((pixels[p * 3 + c] & 0xff) / 255.0 - MEAN) / STD);
                }
            }
        }
        return new Batch(values, factors);
    }

    /** Waits for a batch that another thread paints. */
    static Batch await(Future<Batch> batch) {
        try {
            return batch.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException("The training of shapes-vit was interrupted.");
        } catch (ExecutionException e) {
            throw new IllegalStateException("a picture of the shapes world could not be painted", e.getCause());
        }
    }

    @Override
    public void close() {}
}
