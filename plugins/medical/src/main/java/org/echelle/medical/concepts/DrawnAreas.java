package org.echelle.medical.concepts;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.echelle.api.Concept;
import org.echelle.api.ConceptSource;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleSource;
import org.echelle.api.Subject;
import org.echelle.medical.MedicalException;
import org.echelle.medical.images.Identity;
import org.echelle.medical.samples.PlacedSource;
import org.echelle.pictures.AreaMask;

/**
 * Areas of films from files of masks. Whoever drew on one slice of a series looked at all of them: a slice without a mask has none of the
 * file's labels. Of labels that no file of the series has, nothing is known there.
 */
final class DrawnAreas {
    /**
     * A file of masks and the series that it was drawn on.
     *
     * @param series keys as of {@link #series}; empty if it belongs to none of the films
     */
    record Drawn(Drawing drawing, Set<String> series) {}

    private DrawnAreas() {}

    static PlacedSource placed(SampleSource samples, String kind) {
        if (samples instanceof PlacedSource placed) {
            return placed;
        }
        throw new MedicalException("Concepts of kind " + kind
                + " need films that tell their place: samples of kind dicom or nifti; use masks for pictures.");
    }

    static Drawn match(Drawing drawing, PlacedSource placed) {
        Set<String> series = new HashSet<>();
        for (PlacedSource.Stack stack : placed.stacks()) {
            if (drawing.belongsTo(stack)) {
                series.add(series(stack));
            }
        }
        return new Drawn(drawing, series);
    }

    /** What tells the series of an image: its key, or the file alone where there is none. */
    static String series(PlacedSource.Stack stack) {
        Identity identity = stack.identity();
        return identity.series().orElse("file " + stack.name());
    }

    static ConceptSource source(
            List<Drawn> drawn, PlacedSource placed, Subject subject, double overlap, String from, OpenContext context) {
        Set<String> names = new TreeSet<>();
        drawn.forEach(d -> names.addAll(d.drawing().labels()));
        List<String> labels = List.copyOf(names);
        List<Concept> concepts =
                labels.stream().map(n -> AreaConcepts.concept(n, from)).toList();
        int known = 0;
        for (int i = 0; i < placed.size(); i++) {
            PlacedSource.Stack stack = placed.stacks().get(placed.where(i).stack());
            known += drawn.stream().anyMatch(d -> d.series().contains(series(stack))) ? 1 : 0;
        }
        if (known < placed.size()) {
            context.progress()
                    .note(known + " of " + placed.size() + " films are of series with masks (" + from
                            + "); of the others nothing is known.");
        }
        return new AreaConcepts(concepts, subject, overlap, 0, new Looked(drawn, placed, labels));
    }

    private record Looked(List<Drawn> drawn, PlacedSource placed, List<String> labels) implements AreaConcepts.Areas {
        @Override
        public Optional<List<Area>> of(int sample) {
            PlacedSource.Where where = placed.where(sample);
            PlacedSource.Stack stack = placed.stacks().get(where.stack());
            int width = stack.geometry().columns();
            int height = stack.geometry().rows();
            List<Area> areas = new ArrayList<>();
            boolean looked = false;
            for (Drawn d : drawn) {
                if (d.series().contains(series(stack))) {
                    looked = true;
                    for (String label : d.drawing().labels()) {
                        d.drawing()
                                .on(stack, where.slice(), label)
                                .ifPresent(shares -> areas.add(new Area(
                                        labels.indexOf(label),
                                        AreaMask.of(width, height, (x, y) -> shares[y * width + x]))));
                    }
                }
            }
            return looked ? Optional.of(areas) : Optional.empty();
        }

        @Override
        public boolean looked(int sample, int concept) {
            String series = series(placed.stacks().get(placed.where(sample).stack()));
            return drawn.stream()
                    .anyMatch(d ->
                            d.series().contains(series) && d.drawing().labels().contains(labels.get(concept)));
        }
    }
}
