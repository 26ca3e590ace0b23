package org.echelle.medical.images;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The frames of one file, or of one series, with what is known of them.
 *
 * @param frames at least one; each {@code rows * columns * samples} values, row by row, samples of a pixel side by side. Grey values are
 *     in the modality's unit (rescale or scaling applied); colours run from 0 to 255
 * @param rows rows of a frame
 * @param columns columns of a frame
 * @param samples values a pixel: 1, or 3 for colour
 * @param times how often the stack of slices was taken; frame {@code t * (frames / times) + k} is slice {@code k} at time {@code t}
 * @param spacing distances in mm
 * @param photometric what the values mean for the eye
 * @param voi windows and tables that the file brings for showing it, in its order
 * @param place where the stack lies in the patient, if the file tells
 * @param unit of grey values, such as {@code HU}; empty if the file does not tell
 * @param acquisition what is told of the making, keys as in {@link Acquisition}; never an identity
 * @param identity keys to group by
 */
public record Volume(
        List<float[]> frames,
        int rows,
        int columns,
        int samples,
        int times,
        Spacing spacing,
        Photometric photometric,
        List<Voi> voi,
        Optional<Affine> place,
        String unit,
        SortedMap<String, String> acquisition,
        Identity identity) {

    /** @throws ImagingException if frames and sizes disagree */
    public Volume {
        frames = List.copyOf(frames);
        voi = List.copyOf(voi);
        long values = (long) rows * columns * samples;
        if (frames.isEmpty() || frames.stream().anyMatch(f -> f.length != values)) {
            throw new ImagingException("Frames do not have " + rows + " x " + columns + " x " + samples + " values.");
        }
        if (times < 1 || frames.size() % times != 0) {
            throw new ImagingException(frames.size() + " frames cannot be " + times + " stacks of one height.");
        }
    }

    /** @return slices of one stack */
    public int slices() {
        return frames.size() / times;
    }

    /**
     * The window to show it in when nobody asks for another: the file's first, else from the lowest to the highest finite value.
     *
     * @return a way from value to brightness
     */
    public Voi defaultVoi() {
        if (!voi.isEmpty()) {
            return voi.get(0);
        }
        float lowest = Float.POSITIVE_INFINITY;
        float highest = Float.NEGATIVE_INFINITY;
        for (float[] frame : frames) {
            for (float value : frame) {
                if (Float.isFinite(value)) {
                    lowest = Math.min(lowest, value);
                    highest = Math.max(highest, value);
                }
            }
        }
        return lowest <= highest ? Window.from(lowest, highest) : new Window(0, 1);
    }
}
