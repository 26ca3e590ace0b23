package org.echelle.vision.subject;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.echelle.api.BadSampleException;
import org.echelle.pictures.Interpolation;
import org.echelle.pictures.Placement;
import org.echelle.pictures.Resampler;
import org.echelle.vision.ImageSample;

/**
 * From a picture to the network's input: grey or colour, resize, centre crop (zeros where the picture is smaller), 0 to 1,
 * normalise.
 *
 * @param channels 1 or 3, what the network takes
 * @param resize how the picture is resized
 * @param resizeHeight rows after resizing, or the length of the shorter side, in pixels
 * @param resizeWidth columns after resizing (unused for {@link Resize#SHORTEST})
 * @param height rows of the input
 * @param width columns of the input
 * @param interpolation filter of the resizing
 * @param invert whether dark and bright change places
 * @param mean subtracted from each channel, on the scale 0 to 1
 * @param std divides each channel
 * @param source where these settings come from, for the reader
 */
record Preprocessing(
        int channels,
        Resize resize,
        int resizeHeight,
        int resizeWidth,
        int height,
        int width,
        Interpolation interpolation,
        boolean invert,
        List<Double> mean,
        List<Double> std,
        String source) {
    static final List<Double> IMAGENET_MEAN = List.of(0.485, 0.456, 0.406);
    static final List<Double> IMAGENET_STD = List.of(0.229, 0.224, 0.225);
    static final List<Double> CLIP_MEAN = List.of(0.48145466, 0.4578275, 0.40821073);
    static final List<Double> CLIP_STD = List.of(0.26862954, 0.26130258, 0.27577711);

    Preprocessing {
        if (channels != 1 && channels != 3) {
            throw new SubjectException("The network takes " + channels + " channels; pictures have 1 or 3.");
        }
        mean = spread(mean, channels, "mean");
        std = spread(std, channels, "std");
    }

    private static List<Double> spread(List<Double> values, int channels, String what) {
        if (values.size() == channels) {
            return List.copyOf(values);
        }
        if (values.size() == 1) {
            return List.of(values.get(0), values.get(0), values.get(0));
        }
        throw new SubjectException("The preprocessing's " + what + " has " + values.size()
                + " values, but the network takes " + channels + " channels; give 1 or " + channels + " values.");
    }

    /** Rows and columns of the resized picture, {@code [height, width]}. */
    private int[] resized(int imageWidth, int imageHeight) {
        return switch (resize) {
            case NONE -> new int[] {imageHeight, imageWidth};
            case EXACT -> new int[] {resizeHeight, resizeWidth};
            case SHORTEST -> {
                // torchvision and Hugging Face both cut the long side down: int(size * long / short)
                int edge = resizeHeight;
                yield imageWidth <= imageHeight
                        ? new int[] {(int) ((long) edge * imageHeight / imageWidth), edge}
                        : new int[] {edge, (int) ((long) edge * imageWidth / imageHeight)};
            }
        };
    }

    /** First row or column that the crop keeps; half a pixel is rounded to even, as Python's {@code round} does. */
    private static int cropStart(int size, int crop) {
        return (int) Math.rint((size - crop) / 2.0);
    }

    Placement placement(int imageWidth, int imageHeight) {
        int[] size = resized(imageWidth, imageHeight);
        return new Placement(
                (double) size[1] / imageWidth,
                (double) size[0] / imageHeight,
                -cropStart(size[1], width),
                -cropStart(size[0], height));
    }

    /**
     * Prepares one picture.
     *
     * @param image any size
     * @param into takes {@code [channels][height][width]}
     * @param at index of the first value
     */
    void apply(ImageSample image, float[] into, int at) {
        byte[] pixels = recoloured(image);
        int[] size = resized(image.width(), image.height());
        pixels = Resampler.resize(pixels, image.width(), image.height(), channels, size[1], size[0], interpolation);
        int top = cropStart(size[0], height);
        int left = cropStart(size[1], width);
        float[] table = new float[256];
        for (int c = 0; c < channels; c++) {
            for (int v = 0; v < 256; v++) {
                int shown = invert ? 255 - v : v;
                table[v] = (float) ((shown / 255.0 - mean.get(c)) / std.get(c));
            }
            for (int y = 0; y < height; y++) {
                int row = at + (c * height + y) * width;
                int fromY = y + top;
                if (fromY < 0 || fromY >= size[0]) {
                    Arrays.fill(into, row, row + width, table[0]);
                    continue;
                }
                for (int x = 0; x < width; x++) {
                    int fromX = x + left;
                    boolean inside = fromX >= 0 && fromX < size[1];
                    into[row + x] = table[inside ? pixels[(fromY * size[1] + fromX) * channels + c] & 0xff : 0];
                }
            }
        }
    }

    /** The picture's pixels with the network's number of channels. */
    private byte[] recoloured(ImageSample image) {
        int count = image.width() * image.height();
        if (image.width() < 1 || image.height() < 1 || image.pixels().length != count * image.channels()) {
            throw new BadSampleException("The picture " + image.id() + " says " + image.width() + " x " + image.height()
                    + " x " + image.channels() + " but has " + image.pixels().length + " values.");
        }
        if (image.channels() == channels) {
            return image.pixels();
        }
        byte[] out = new byte[count * channels];
        if (image.channels() == 1) {
            for (int i = 0; i < count; i++) {
                Arrays.fill(out, 3 * i, 3 * i + 3, image.pixels()[i]);
            }
        } else if (image.channels() == 3) {
            byte[] p = image.pixels();
            for (int i = 0; i < count; i++) {
                // ITU-R 601 luma in Pillow's fixed point, Image.convert("L")
                int luma = (p[3 * i] & 0xff) * 19595 + (p[3 * i + 1] & 0xff) * 38470 + (p[3 * i + 2] & 0xff) * 7471;
                out[i] = (byte) ((luma + 0x8000) >> 16);
            }
        } else {
            throw new BadSampleException(
                    "The picture " + image.id() + " has " + image.channels() + " channels; 1 or 3 are known.");
        }
        return out;
    }

    /** One line for the facts of a subject. */
    String describe() {
        return settings() + "; " + source;
    }

    /** What decides the numbers. */
    String settings() {
        String sizing =
                switch (resize) {
                    case NONE -> "no resize";
                    case EXACT -> "resize to " + resizeHeight + " x " + resizeWidth;
                    case SHORTEST -> "resize shorter side to " + resizeHeight;
                };
        return sizing + " (" + interpolation.name().toLowerCase(Locale.ROOT) + "), centre " + height + " x " + width
                + ", " + (channels == 1 ? "grey" : "RGB") + (invert ? ", inverted" : "") + ", mean " + mean + ", std "
                + std;
    }
}
