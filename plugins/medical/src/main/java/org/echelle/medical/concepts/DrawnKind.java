package org.echelle.medical.concepts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.echelle.api.ConceptKind;
import org.echelle.api.ConceptSource;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleSource;
import org.echelle.api.Subject;
import org.echelle.medical.MedicalException;
import org.echelle.medical.dicom.Contours;
import org.echelle.medical.dicom.DicomReader;
import org.echelle.medical.dicom.Segmentation;
import org.echelle.medical.images.ImagingException;
import org.echelle.medical.privacy.Keys;
import org.echelle.medical.samples.PlacedSource;

/**
 * Masks that DICOM files hold, for films of kind {@code dicom}: segmentations, and contours of structure sets. Files of another kind in the
 * folder are passed over.
 */
public final class DrawnKind implements ConceptKind<DrawnOptions> {
    private final String name;
    private final String description;
    private final String modality;
    private final BiFunction<Path, Keys, Drawing> reader;

    private DrawnKind(String name, String description, String modality, BiFunction<Path, Keys, Drawing> reader) {
        this.name = name;
        this.description = description;
        this.modality = modality;
        this.reader = reader;
    }

    /** Segments of segmentation objects. */
    public static DrawnKind segmentations() {
        return new DrawnKind(
                "segmentations",
                "Segments of DICOM segmentations (SEG), on the images that they were drawn on.",
                "SEG",
                (f, k) -> new SegmentationDrawing(Segmentation.read(f, k)));
    }

    /** Regions of structure sets. */
    public static DrawnKind contours() {
        return new DrawnKind(
                "contours",
                "Closed contours of DICOM structure sets (RTSTRUCT), on the images that they were drawn on.",
                "RTSTRUCT",
                (f, k) -> new ContoursDrawing(Contours.read(f, k)));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public Class<DrawnOptions> options() {
        return DrawnOptions.class;
    }

    @Override
    public ConceptSource open(DrawnOptions options, Subject subject, SampleSource samples, OpenContext context) {
        PlacedSource placed = DrawnAreas.placed(samples, name);
        List<Path> files = list(options.path());
        List<DrawnAreas.Drawn> drawn = new ArrayList<>();
        List<String> strangers = new ArrayList<>();
        context.progress().begin("read " + name, files.size(), "files");
        int done = 0;
        for (Path file : files) {
            context.progress().check();
            context.progress().advance(++done, "");
            if (!DicomReader.modality(file).equals(modality)) {
                continue;
            }
            try {
                DrawnAreas.Drawn one = DrawnAreas.match(reader.apply(file, placed.keys()), placed);
                if (one.series().isEmpty()) {
                    strangers.add(file.getFileName() + " was drawn on another series than these films ("
                            + one.drawing().told() + "; the first film " + placed.id(0) + " is "
                            + placed.stacks()
                                    .get(placed.where(0).stack())
                                    .geometry()
                                    .told()
                            + ")");
                } else {
                    drawn.add(one);
                }
            } catch (ImagingException e) {
                String message = String.valueOf(e.getMessage());
                throw message.startsWith(file.getFileName() + ":") ? e : e.in(String.valueOf(file.getFileName()));
            }
        }
        if (drawn.isEmpty()) {
            throw new MedicalException(
                    strangers.isEmpty()
                            ? "There is no file of modality " + modality + " in " + options.path() + "; " + files.size()
                                    + " files were looked at."
                            : "The mask " + strangers.get(0) + "; give masks of the series that the films come from.");
        }
        if (!strangers.isEmpty()) {
            context.progress()
                    .note(strangers.size() + " of " + (strangers.size() + drawn.size()) + " " + name
                            + " are left out; the first: " + strangers.get(0) + ".");
        }
        return DrawnAreas.source(drawn, placed, subject, options.overlap(), modality, context);
    }

    private static List<Path> list(Path path) {
        if (Files.isRegularFile(path)) {
            return List.of(path);
        }
        try (Stream<Path> walk = Files.walk(path, FileVisitOption.FOLLOW_LINKS)) {
            return walk.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException | UncheckedIOException e) {
            throw new MedicalException(path + " cannot be listed: check that it is there and readable.", e);
        }
    }
}
