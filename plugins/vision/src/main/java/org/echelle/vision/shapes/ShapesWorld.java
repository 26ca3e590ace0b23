package org.echelle.vision.shapes;

import java.awt.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.echelle.vision.ImageSample;

/**
 * A generated world of 64 × 64 pictures with seven independent, uniformly drawn factors ({@link Factor}).
 *
 * <p>The main object stands near the centre of one of nine cells; up to two companions of 0.6 times its radius, of the same
 * shape, colour and texture, stand in other cells, so that objects do not overlap and the main one is the largest. What does not
 * belong to a factor varies too: place within the cell (± 1.5 pixels), turn (± 15°), brightness, phase of the textures, noise.
 *
 * <p>Picture {@code i} of a seed depends on the seed and {@code i} only. The same picture has the same bytes everywhere: outlines
 * are filled by Java's own anti-aliasing rasteriser, noise comes from seeded generators.
 */
public final class ShapesWorld {
    /** Rows and columns of a picture, in pixels. */
    public static final int EDGE = 64;

    static final int[] RADII = {7, 9, 11};
    private static final double COMPANION = 0.6;
    private static final double CELL = EDGE / 3.0;
    private static final double JITTER = 1.5;

    private final long seed;

    /** @param seed decides all pictures */
    public ShapesWorld(long seed) {
        this.seed = seed;
    }

    /** Draws the factors and the layout of a picture. */
    Scene scene(int index) {
        SplittableRandom random = new SplittableRandom(mix(mix(seed) + index));
        int[] factors = new int[Factor.values().length];
        for (Factor f : Factor.values()) {
            factors[f.place()] = random.nextInt(f.terms().size());
        }
        int radius = RADII[factors[Factor.SIZE.place()]];
        List<Integer> free = new ArrayList<>(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8));
        List<Shape> objects = new ArrayList<>();
        Integer cell = factors[Factor.POSITION.place()];
        for (int i = 0; i <= factors[Factor.COUNT.place()]; i++) {
            double r = i == 0 ? radius : radius * COMPANION;
            free.remove(cell);
            objects.add(Outline.of(
                    Factor.SHAPE.terms().get(factors[Factor.SHAPE.place()]),
                    inside(cell % 3, r, random),
                    inside(cell / 3, r, random),
                    r,
                    Math.toRadians(random.nextDouble(-15, 15))));
            cell = free.get(random.nextInt(free.size()));
        }
        return new Scene(factors, objects, random.nextDouble(0.85, 1.0), random.nextInt(8), random.nextLong());
    }

    private static double inside(int cell, double r, SplittableRandom random) {
        double at = (cell + 0.5) * CELL + random.nextDouble(-JITTER, JITTER);
        return Math.max(r + 1, Math.min(EDGE - r - 1, at));
    }

    /**
     * Numbers of the values that the factors take, in the order of {@link Factor}.
     *
     * @param index of the picture, from 0
     */
    public int[] factors(int index) {
        return scene(index).factors();
    }

    /** Draws a picture: red, green, blue. */
    public ImageSample picture(int index) {
        return new ImageSample(id(index), EDGE, EDGE, 3, Painter.paint(scene(index)));
    }

    /**
     * Where the objects of a picture are.
     *
     * @return {@code [object][y * EDGE + x]}, the share of each pixel that the object covers in 1/255, the main object first
     */
    public byte[][] masks(int index) {
        return scene(index).objects().stream().map(Painter::mask).toArray(byte[][]::new);
    }

    /** Stable name of a picture. */
    public static String id(int index) {
        return String.format("%06d", index);
    }

    /** The finaliser of SplitMix64: neighbouring seeds become unrelated ones. */
    private static long mix(long z) {
        long a = (z + 0x9E3779B97F4A7C15L);
        long b = (a ^ (a >>> 30)) * 0xBF58476D1CE4E5B9L;
        long c = (b ^ (b >>> 27)) * 0x94D049BB133111EBL;
        return c ^ (c >>> 31);
    }
}
