package org.echelle.medical.dicom;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.echelle.medical.images.Affine;
import org.echelle.medical.images.Spacing;

/**
 * How the frames of one file lie to each other.
 *
 * @param spacing distances; that of slices is NaN where it is not told, or not the same from frame to frame
 * @param place of the stack; without a known step the third axis is the normal, 1 mm long
 */
record Stack(Spacing spacing, Optional<Affine> place) {
    static Stack of(DataSet data, int frames) {
        double[] inPlane = Plane.spacing(data, 0);
        double told = told(data);
        if (inPlane.length == 0) {
            return new Stack(new Spacing(Double.NaN, Double.NaN, told), Optional.empty());
        }
        Optional<Plane> first = Plane.of(data, 0);
        if (first.isEmpty()) {
            return new Stack(new Spacing(inPlane[0], inPlane[1], told), Optional.empty());
        }
        double[] normal = first.get().normal();
        double distance = frames == 1 ? told : uniform(heights(data, frames, first.get()), told);
        double step = Double.isNaN(distance) ? 1 : distance;
        Affine place = first.get().affine(new double[] {normal[0] * step, normal[1] * step, normal[2] * step});
        return new Stack(new Spacing(inPlane[0], inPlane[1], Math.abs(distance)), Optional.of(place));
    }

    private static double told(DataSet data) {
        DataSet measures = new Groups(data).macro(0, Tag.PIXEL_MEASURES).orElse(data);
        double between = Math.abs(measures.number(Tag.SPACING_BETWEEN_SLICES, Double.NaN));
        double thickness = measures.number(Tag.SLICE_THICKNESS, Double.NaN);
        return between > 0 ? between : thickness > 0 ? thickness : Double.NaN;
    }

    /** Heights of all frames over the first; none if the file does not tell. */
    private static List<Double> heights(DataSet data, int frames, Plane first) {
        double[] offsets = data.numbers(Tag.GRID_FRAME_OFFSET);
        List<Double> heights = new ArrayList<>();
        if (offsets.length == frames) {
            // relative to the first frame, or, if the first is not 0, along z itself (PS3.3, C.8.8.3.2)
            for (double offset : offsets) {
                heights.add(offset - offsets[0]);
            }
            return heights;
        }
        if (data.items(Tag.PER_FRAME_GROUPS).size() != frames) {
            return heights;
        }
        for (int f = 0; f < frames; f++) {
            Optional<Plane> plane = Plane.of(data, f);
            if (plane.isEmpty() || !plane.get().isParallel(first)) {
                return List.of();
            }
            heights.add(Plane.dot(plane.get().origin(), first.normal()) - first.height());
        }
        return heights;
    }

    private static double uniform(List<Double> heights, double told) {
        if (heights.size() < 2) {
            return heights.isEmpty() ? told : Double.NaN;
        }
        double step = heights.get(1) - heights.get(0);
        for (int i = 1; i < heights.size(); i++) {
            double here = heights.get(i) - heights.get(i - 1);
            // a hundredth of the step: positions are written in thousandths of a mm
            if (!(Math.abs(here - step) <= 0.01 * Math.abs(step)) || step == 0) {
                return Double.NaN;
            }
        }
        return step;
    }
}
