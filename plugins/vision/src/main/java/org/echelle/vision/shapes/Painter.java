package org.echelle.vision.shapes;

import boofcv.alg.filter.blur.GBlurImageOps;
import boofcv.alg.misc.GImageMiscOps;
import boofcv.struct.image.GrayF32;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.util.Random;

/** Paints scenes of the shapes world: a grey background, textured objects, sensor noise. */
final class Painter {
    private static final int EDGE = ShapesWorld.EDGE;
    /** Full hues in the order of {@link Factor#COLOUR}. */
    private static final int[][] HUES = {
        {230, 40, 40}, {40, 190, 60}, {50, 80, 235}, {235, 215, 40}, {220, 60, 215}, {50, 205, 220}
    };
    /** Brightness of the dark parts of a texture beside the light ones. */
    private static final double DARK = 0.4;

    /** Sensor noise is uniform between minus and plus this, in grey levels. */
    private static final double NOISE = 9;

    private Painter() {}

    /** @return {@code [y][x][red, green, blue]} */
    static byte[] paint(Scene scene) {
        Random random = new Random(scene.seed());
        float[] grey = background(scene, random);
        byte[][] masks = scene.objects().stream().map(Painter::mask).toArray(byte[][]::new);
        int[] hue = HUES[scene.value(Factor.COLOUR)];
        GrayF32 noise = new GrayF32(EDGE, EDGE * 3);
        GImageMiscOps.fillUniform(noise, random, -NOISE, NOISE);
        byte[] pixels = new byte[EDGE * EDGE * 3];
        for (int i = 0; i < EDGE * EDGE; i++) {
            double covered = 0;
            for (byte[] mask : masks) {
                covered = Math.max(covered, (mask[i] & 0xff) / 255.0);
            }
            double light = covered == 0 ? 0 : scene.tone() * texture(scene, i % EDGE, i / EDGE);
            for (int c = 0; c < 3; c++) {
                double v = covered * hue[c] * light + (1 - covered) * grey[i] + noise.data[i * 3 + c];
                pixels[i * 3 + c] = (byte) Math.max(0, Math.min(255, Math.round(v)));
            }
        }
        return pixels;
    }

    private static double texture(Scene scene, int x, int y) {
        int u = x + scene.phase();
        int v = y + scene.phase();
        boolean dark =
                switch (scene.name(Factor.TEXTURE)) {
                    case "stripes" -> v % 4 < 2;
                    case "dots" -> u % 4 < 2 && v % 4 < 2;
                    case "checks" -> (u / 3 + v / 3) % 2 == 0;
                    default -> false;
                };
        return dark ? DARK : 1;
    }

    private static float[] background(Scene scene, Random random) {
        GrayF32 grey = new GrayF32(EDGE, EDGE);
        String kind = scene.name(Factor.BACKGROUND);
        switch (kind) {
            case "dark" -> GImageMiscOps.fill(grey, 40);
            case "light" -> GImageMiscOps.fill(grey, 200);
            case "slope" -> {
                for (int i = 0; i < EDGE * EDGE; i++) {
                    grey.data[i] = 50 + 150f * (i % EDGE) / (EDGE - 1);
                }
            }
            case "clouds" -> {
                GImageMiscOps.fillUniform(grey, random, -350, 350);
                grey = GBlurImageOps.gaussian(grey, null, 3, -1, null);
                for (int i = 0; i < EDGE * EDGE; i++) {
                    grey.data[i] = Math.max(20, Math.min(230, 120 + 2.5f * grey.data[i]));
                }
            }
            case "lines" -> {
                for (int i = 0; i < EDGE * EDGE; i++) {
                    int diagonal = i % EDGE + i / EDGE + scene.phase();
                    grey.data[i] = diagonal % 8 < 2 ? 60 : 140;
                }
            }
            default -> throw new IllegalArgumentException("no background is called " + kind);
        }
        return grey.data;
    }

    /** Share of each pixel that an outline covers, in 1/255. */
    static byte[] mask(Shape outline) {
        BufferedImage image = new BufferedImage(EDGE, EDGE, BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D pen = image.createGraphics();
        try {
            pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            pen.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            pen.setColor(Color.WHITE);
            pen.fill(outline);
        } finally {
            pen.dispose();
        }
        return ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    }
}
