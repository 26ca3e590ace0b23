package org.echelle.medical.images;

/**
 * A range of values that is spread over the whole range of brightness.
 *
 * @param centre the middle, in the modality's unit
 * @param width the range, at least 1 for {@link Shape#LINEAR}, more than 0 for the others
 * @param shape how values within go over into brightness
 * @param name what the file calls it, such as {@code BONE}; may be empty
 */
public record Window(double centre, double width, Shape shape, String name) implements Voi {
    /** The three functions of DICOM PS3.3, C.11.2.1.2 and C.11.2.1.3. */
    public enum Shape {
        /** Ends are counted in whole pixel values: {@code (x - (c - 0.5)) / (w - 1) + 0.5}. */
        LINEAR,
        /** {@code (x - c) / w + 0.5}. */
        LINEAR_EXACT,
        /** {@code 1 / (1 + exp(-4 (x - c) / w))}. */
        SIGMOID
    }

    /** @throws ImagingException if a number is not finite or the width too small */
    public Window {
        if (!Double.isFinite(centre) || !Double.isFinite(width) || !(shape == Shape.LINEAR ? width >= 1 : width > 0)) {
            throw new ImagingException("A window of centre " + centre + " and width " + width
                    + " cannot be: the width must be " + (shape == Shape.LINEAR ? "1 or more." : "more than 0."));
        }
    }

    /**
     * A plain linear window.
     *
     * @param centre the middle
     * @param width the range, at least 1
     */
    public Window(double centre, double width) {
        this(centre, width, Shape.LINEAR, "");
    }

    /**
     * The window from the lowest to the highest value, for files that name none.
     *
     * @param lowest lowest value
     * @param highest highest value
     * @return a window in which the lowest is black and the highest white
     */
    public static Window from(double lowest, double highest) {
        double width = highest > lowest ? highest - lowest : 1;
        return new Window(lowest + width / 2, width, Shape.LINEAR_EXACT, "");
    }

    @Override
    public double shade(double value) {
        return switch (shape) {
            case SIGMOID -> 1 / (1 + Math.exp(-4 * (value - centre) / width));
            case LINEAR_EXACT -> Math.min(1, Math.max(0, (value - centre) / width + 0.5));
            case LINEAR -> linear(value);
        };
    }

    private double linear(double value) {
        double middle = centre - 0.5;
        double half = (width - 1) / 2;
        if (value <= middle - half) {
            return 0;
        }
        return value > middle + half ? 1 : (value - middle) / (width - 1) + 0.5;
    }
}
