package org.echelle.medical.dicom;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.echelle.medical.images.ImagingException;
import org.echelle.medical.images.Spacing;

/** Orders the slices of one series and says what is odd about them. */
final class SliceOrder {
    /** Positions are written in hundredths of a mm at worst. */
    private static final double SAME_PLACE_MM = 0.01;

    /** Steps that differ by more than this share are a gap. */
    private static final double SAME_STEP = 0.05;

    private SliceOrder() {}

    static Series of(List<SliceHeader> all) {
        SliceHeader first = all.get(0);
        List<String> notes = new ArrayList<>();
        List<SliceHeader> slices = once(all, notes);
        boolean single = slices.stream().allMatch(s -> s.frames() == 1);
        boolean placed = single && slices.stream().allMatch(s -> s.plane().isPresent());
        check(slices);
        double step = Double.NaN;
        if (placed) {
            slices.sort(Comparator.comparingDouble((SliceHeader s) -> height(s, first))
                    .thenComparing(SliceHeader::number));
            step = step(slices, first, notes);
        } else {
            slices.sort(Comparator.comparingInt(SliceHeader::number));
            if (slices.size() > 1 && single) {
                notes.add("Not every slice tells its position, so " + slices.size()
                        + " slices are in the order of their instance numbers.");
            }
        }
        Plane plane = first.plane().orElse(null);
        return new Series(
                first.identity(),
                slices.stream().map(SliceHeader::file).toList(),
                slices.stream().map(SliceHeader::image).toList(),
                first.rows(),
                first.columns(),
                plane == null ? Spacing.UNKNOWN : new Spacing(plane.rowSpacing(), plane.columnSpacing(), step),
                List.copyOf(notes));
    }

    private static double height(SliceHeader slice, SliceHeader first) {
        return Plane.dot(
                slice.plane().orElseThrow().origin(),
                first.plane().orElseThrow().normal());
    }

    /** The same object twice is one; the first file counts. */
    private static List<SliceHeader> once(List<SliceHeader> all, List<String> notes) {
        Set<String> seen = new HashSet<>();
        List<SliceHeader> kept = new ArrayList<>();
        for (SliceHeader slice : all) {
            if (slice.image().isEmpty() || seen.add(slice.image())) {
                kept.add(slice);
            }
        }
        if (kept.size() < all.size()) {
            notes.add((all.size() - kept.size()) + " of " + all.size()
                    + " files repeat an image that another file holds; each is taken once.");
        }
        return kept;
    }

    private static void check(List<SliceHeader> slices) {
        SliceHeader first = slices.get(0);
        int sizes = 0;
        int spacings = 0;
        int directions = 0;
        for (SliceHeader slice : slices) {
            sizes += slice.rows() != first.rows() || slice.columns() != first.columns() ? 1 : 0;
            if (slice.plane().isPresent() && first.plane().isPresent()) {
                Plane a = first.plane().get();
                Plane b = slice.plane().get();
                boolean same = Math.abs(a.rowSpacing() - b.rowSpacing()) <= 1e-4 * a.rowSpacing()
                        && Math.abs(a.columnSpacing() - b.columnSpacing()) <= 1e-4 * a.columnSpacing();
                spacings += same ? 0 : 1;
                directions += a.isParallel(b) ? 0 : 1;
            }
        }
        refuse(sizes, slices, "rows and columns");
        refuse(spacings, slices, "pixel spacing");
        refuse(directions, slices, "orientation");
    }

    private static void refuse(int others, List<SliceHeader> slices, String what) {
        if (others > 0) {
            throw new ImagingException(
                    "A series of " + slices.size() + " files is mixed: " + others + " differ in " + what + " from "
                            + slices.get(0).file().getFileName() + "; put them into series or folders of their own.");
        }
    }

    /** @return the distance from slice to slice, or NaN if it is not one */
    private static double step(List<SliceHeader> slices, SliceHeader first, List<String> notes) {
        int n = slices.size();
        double[] steps = new double[Math.max(0, n - 1)];
        int together = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i + 1 < n; i++) {
            steps[i] = height(slices.get(i + 1), first) - height(slices.get(i), first);
            if (steps[i] <= SAME_PLACE_MM) {
                together++;
            } else {
                least = Math.min(least, steps[i]);
            }
        }
        if (together > 0) {
            notes.add(together + " of " + n
                    + " slices lie where another lies already: several times, echoes or phases in one series.");
        }
        int gaps = 0;
        for (double s : steps) {
            gaps += s > least * (1 + SAME_STEP) ? 1 : 0;
        }
        if (gaps > 0) {
            notes.add(String.format(
                    java.util.Locale.ROOT,
                    "Slices are missing or unevenly spaced: %d of %d steps are longer than the shortest, %.3f mm.",
                    gaps,
                    steps.length,
                    least));
        }
        return n > 1 && gaps == 0 && together == 0
                ? (height(slices.get(n - 1), first) - height(slices.get(0), first)) / (n - 1)
                : Double.NaN;
    }
}
