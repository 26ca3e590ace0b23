package org.echelle.medical.concepts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.echelle.api.Concept;
import org.echelle.api.ConceptKind;
import org.echelle.api.ConceptSource;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleSource;
import org.echelle.api.Subject;
import org.echelle.medical.Film;
import org.echelle.medical.MedicalException;
import org.echelle.medical.samples.PictureFile;
import org.echelle.pictures.AreaMask;

/** Masks as picture files beside the films. A mask must have its film's size, or a size of the same shape. */
public final class MasksKind implements ConceptKind<MasksOptions> {
    @Override
    public String name() {
        return "masks";
    }

    @Override
    public String description() {
        return "Masks as picture files named after the films, laid on the cells that the network sees.";
    }

    @Override
    public Class<MasksOptions> options() {
        return MasksOptions.class;
    }

    @Override
    public ConceptSource open(MasksOptions options, Subject subject, SampleSource samples, OpenContext context) {
        if (options.pattern().indexOf('*') < 0) {
            throw new MedicalException("The masks' pattern \"" + options.pattern()
                    + "\" has no *, which stands for the film's path without its ending.");
        }
        Map<String, Integer> values = new TreeMap<>(options.values());
        List<String> names = values.isEmpty() ? List.of("mask") : List.copyOf(values.keySet());
        List<Concept> concepts = names.stream()
                .map(n -> AreaConcepts.concept(n, options.pattern()))
                .toList();
        int found = 0;
        for (int i = 0; i < samples.size(); i++) {
            if (Files.isRegularFile(file(options, samples.id(i)))) {
                found++;
            }
        }
        if (found == 0) {
            throw new MedicalException(
                    "There is no mask for any film: looked for " + file(options, samples.id(0)) + " and the like.");
        }
        if (found < samples.size()) {
            context.progress()
                    .note(found + " of " + samples.size() + " films have a mask; of the others nothing is known.");
        }
        return new AreaConcepts(concepts, subject, options.overlap(), 0, sample -> {
            Path file = file(options, samples.id(sample));
            return Files.isRegularFile(file)
                    ? Optional.of(areas(file, (Film) samples.load(sample), names, values))
                    : Optional.empty();
        });
    }

    private static Path file(MasksOptions options, String id) {
        int dot = id.lastIndexOf('.');
        String stem = dot > id.lastIndexOf('/') ? id.substring(0, dot) : id;
        return options.path().resolve(options.pattern().replace("*", stem));
    }

    private static List<Area> areas(Path file, Film film, List<String> names, Map<String, Integer> values) {
        Film mask;
        try {
            mask = PictureFile.decode(String.valueOf(file.getFileName()), Files.readAllBytes(file));
        } catch (IOException e) {
            throw new MedicalException("The mask " + file + " cannot be read: " + e.getMessage() + ".", e);
        }
        if ((long) mask.width() * film.height() != (long) mask.height() * film.width()) {
            throw new MedicalException("The mask " + file + " is " + mask.width() + " x " + mask.height()
                    + " and its film " + film.width() + " x " + film.height()
                    + ", which is another shape; give the mask of this film.");
        }
        byte[] bytes = mask.bytes();
        int step = mask.channels();
        List<Area> areas = new ArrayList<>();
        for (int c = 0; c < names.size(); c++) {
            Integer value = values.get(names.get(c));
            areas.add(new Area(c, AreaMask.of(mask.width(), mask.height(), (x, y) -> {
                int v = bytes[(y * mask.width() + x) * step] & 0xff;
                return value == null ? (v > 0 ? 1 : 0) : v == value ? 1 : 0;
            })));
        }
        return areas;
    }
}
