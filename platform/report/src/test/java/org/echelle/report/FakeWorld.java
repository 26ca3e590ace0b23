package org.echelle.report;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import javax.imageio.ImageIO;
import org.echelle.api.AnnotatedSites;
import org.echelle.api.Axis;
import org.echelle.api.BadSampleException;
import org.echelle.api.Concept;
import org.echelle.api.HookPoint;
import org.echelle.api.Sample;
import org.echelle.api.SampleSites;
import org.echelle.api.SampleSource;
import org.echelle.api.SampleView;
import org.echelle.api.SiteActivations;
import org.echelle.api.ViewAssets;

/** A small domain: pictures of one coloured shape on a plain ground, and a view that lays a grid of squares over them. */
final class FakeWorld {
    static final int GRID = 8;
    static final int SIDE = 96;
    static final List<String> SHAPES = List.of("circle", "square", "triangle", "ring", "cross", "bar");
    static final List<String> COLOURS = List.of("red", "green", "blue", "yellow");
    private static final Color[] PAINT = {
        new Color(0xC8, 0x3A, 0x32),
        new Color(0x3E, 0x8E, 0x4E),
        new Color(0x33, 0x62, 0xB0),
        new Color(0xD9, 0xB0, 0x38)
    };

    private FakeWorld() {}

    record Picture(String id, int shape, int colour, int x, int y) implements Sample {}

    static HookPoint hook(String name) {
        return new HookPoint(
                name,
                32,
                HookPoint.Layout.WIDTH_LAST,
                List.of(new Axis("y", GRID), new Axis("x", GRID)),
                "residual stream after block 3");
    }

    static int[][] coordinates() {
        int[][] yx = new int[2][GRID * GRID];
        for (int i = 0; i < GRID * GRID; i++) {
            yx[0][i] = i / GRID;
            yx[1][i] = i % GRID;
        }
        return yx;
    }

    static List<Concept> concepts() {
        java.util.ArrayList<Concept> all = new java.util.ArrayList<>();
        for (String shape : SHAPES) {
            all.add(concept("shape", shape));
        }
        for (String colour : COLOURS) {
            all.add(concept("colour", colour));
        }
        return all;
    }

    private static Concept concept(String group, String value) {
        return new Concept(group + "/" + value, value, group, Concept.Level.SAMPLE, Concept.Scale.BOOLEAN, "generator");
    }

    /** Seeded pictures; counts how often each is loaded; some cannot be loaded, some have hostile names. */
    static final class Pictures implements SampleSource {
        private final Picture[] pictures;
        private final int broken;
        final AtomicIntegerArray loads;

        Pictures(int n, int broken, String suffix) {
            Random random = new Random(7);
            pictures = new Picture[n];
            for (int i = 0; i < n; i++) {
                int shape = random.nextInt(SHAPES.size());
                int colour = random.nextInt(COLOURS.size());
                String id = SHAPES.get(shape) + "/" + COLOURS.get(colour) + "-" + i + suffix;
                pictures[i] = new Picture(id, shape, colour, 1 + random.nextInt(4), 1 + random.nextInt(4));
            }
            this.broken = broken;
            loads = new AtomicIntegerArray(n);
        }

        Picture at(int i) {
            return pictures[i];
        }

        @Override
        public int size() {
            return pictures.length;
        }

        @Override
        public String id(int index) {
            return pictures[index].id();
        }

        @Override
        public String fingerprint() {
            return "0".repeat(64);
        }

        @Override
        public Sample load(int index) {
            loads.incrementAndGet(index);
            if (index == broken) {
                throw new BadSampleException("Picture " + id(index) + " is truncated.");
            }
            return pictures[index];
        }
    }

    /** Draws with a picture in the assets and an inline SVG of the active sites over it. */
    static final class View implements SampleView {
        private final Map<String, byte[]> drawn = new ConcurrentHashMap<>();

        @Override
        public String draw(Sample sample, ViewAssets assets) {
            return figure((Picture) sample, "", assets);
        }

        @Override
        public String draw(Sample sample, SiteActivations activations, ViewAssets assets) {
            StringBuilder squares = new StringBuilder();
            int[] y = activations.sites().along("y");
            int[] x = activations.sites().along("x");
            for (int row = 0; row < activations.values().length; row++) {
                float value = activations.values()[row];
                if (value > 0) {
                    squares.append("<rect x=\"")
                            .append(x[row])
                            .append("\" y=\"")
                            .append(y[row]);
                    squares.append("\" width=\"1\" height=\"1\" fill=\"#ff7f0e\" fill-opacity=\"");
                    squares.append(Math.round(75 * value / activations.full()) / 100f)
                            .append("\"/>");
                }
            }
            String map = "<svg viewBox=\"0 0 8 8\" xmlns=\"http://www.w3.org/2000/svg\" aria-hidden=\"true\">" + squares
                    + "</svg>";
            return figure((Picture) sample, map, assets);
        }

        @Override
        public String draw(Sample sample, SiteActivations activations, AnnotatedSites annotated, ViewAssets assets) {
            return draw(sample, activations, assets) + "<span class=\"outline\" title=\"" + annotated.rows()
                    + "\"></span>";
        }

        @Override
        public int excerpts() {
            return 30;
        }

        @Override
        public String excerpt(Sample sample, SiteActivations activations) {
            float largest = 0;
            for (float value : activations.values()) {
                largest = Math.max(largest, value);
            }
            return ((Picture) sample).x() == 4 ? "" : Float.toString(largest);
        }

        @Override
        public String together(List<String> excerpts, ViewAssets assets) {
            return "<p class=\"fake-together\">" + String.join(" ", excerpts) + "</p>";
        }

        private String figure(Picture picture, String over, ViewAssets assets) {
            String address = assets.put("png", drawn.computeIfAbsent(picture.id(), id -> png(picture)));
            String name = COLOURS.get(picture.colour()) + " " + SHAPES.get(picture.shape());
            return "<div class=\"fake\"><img src=\"" + address + "\" alt=\"" + name + "\" width=\"96\" height=\"96\" />"
                    + over + "</div>";
        }

        @Override
        public String css() {
            return ".fake { position: relative; line-height: 0; } .fake img, .fake svg { width: 100%; height: auto; }"
                    + " .fake svg { position: absolute; inset: 0; }";
        }
    }

    static byte[] png(Picture picture) {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setColor(new Color(0xEDEBE4));
        g.fillRect(0, 0, SIDE, SIDE);
        g.setColor(PAINT[picture.colour()]);
        int x = picture.x() * SIDE / GRID;
        int y = picture.y() * SIDE / GRID;
        int s = 3 * SIDE / GRID;
        switch (SHAPES.get(picture.shape())) {
            case "circle" -> g.fillOval(x, y, s, s);
            case "square" -> g.fillRect(x, y, s, s);
            case "triangle" -> g.fillPolygon(new int[] {x, x + s, x + s / 2}, new int[] {y + s, y + s, y}, 3);
            case "ring" -> {
                g.setStroke(new java.awt.BasicStroke(7));
                g.drawOval(x + 4, y + 4, s - 8, s - 8);
            }
            case "cross" -> {
                g.fillRect(x + s / 3, y, s / 3, s);
                g.fillRect(x, y + s / 3, s, s / 3);
            }
            default -> g.fillRect(x, y + s / 3, s, s / 3);
        }
        g.dispose();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static SampleSites sites(HookPoint hook) {
        return new SampleSites(hook, coordinates());
    }
}
