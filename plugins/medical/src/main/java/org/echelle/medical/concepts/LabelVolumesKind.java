package org.echelle.medical.concepts;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.echelle.api.ConceptKind;
import org.echelle.api.ConceptSource;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleSource;
import org.echelle.api.Subject;
import org.echelle.medical.MedicalException;
import org.echelle.medical.images.Geometry;
import org.echelle.medical.images.ImagingException;
import org.echelle.medical.images.Masks;
import org.echelle.medical.images.Volume;
import org.echelle.medical.nifti.NiftiReader;
import org.echelle.medical.samples.PlacedSource;

/** NIfTI volumes whose voxels are numbers of labels, named after the images; each must lie voxel on voxel on its image. */
public final class LabelVolumesKind implements ConceptKind<LabelVolumesOptions> {
    private static final int MOST = 1000;

    @Override
    public String name() {
        return "label-volumes";
    }

    @Override
    public String description() {
        return "NIfTI volumes of label numbers named after the images, slice by slice.";
    }

    @Override
    public Class<LabelVolumesOptions> options() {
        return LabelVolumesOptions.class;
    }

    @Override
    public ConceptSource open(LabelVolumesOptions options, Subject subject, SampleSource samples, OpenContext context) {
        PlacedSource placed = DrawnAreas.placed(samples, name());
        if (options.pattern().indexOf('*') < 0) {
            throw new MedicalException("The label volumes' pattern \"" + options.pattern()
                    + "\" has no *, which stands for the image's path without its ending.");
        }
        List<PlacedSource.Stack> found = new ArrayList<>();
        Set<Integer> numbers = new TreeSet<>(options.values().values());
        for (PlacedSource.Stack stack : placed.stacks()) {
            context.progress().check();
            if (Files.isRegularFile(file(options, stack))) {
                Volume volume = read(options, stack);
                if (options.values().isEmpty()) {
                    numbers(volume, file(options, stack), numbers);
                }
                found.add(stack);
            }
        }
        if (found.isEmpty()) {
            throw new MedicalException("There is no label volume for any image: looked for "
                    + file(options, placed.stacks().get(0)) + " and the like.");
        }
        Map<Integer, String> names = new TreeMap<>();
        numbers.forEach(n -> names.put(n, "label " + n));
        options.values().forEach((name, n) -> names.put(n, name));
        List<DrawnAreas.Drawn> drawn = found.stream()
                .map(s -> new DrawnAreas.Drawn(
                        new VolumeDrawing(s, names, () -> read(options, s)), Set.of(DrawnAreas.series(s))))
                .toList();
        return DrawnAreas.source(drawn, placed, subject, options.overlap(), options.pattern(), context);
    }

    private static Path file(LabelVolumesOptions options, PlacedSource.Stack stack) {
        String stem = stack.name().replaceFirst("(?i)(\\.(nii|hdr|img))?(\\.gz)?$", "");
        return options.path().resolve(options.pattern().replace("*", stem));
    }

    /** Reads and checks a label volume. */
    private static Volume read(LabelVolumesOptions options, PlacedSource.Stack stack) {
        Path file = file(options, stack);
        Volume volume = new NiftiReader().read(file);
        try {
            Masks.check(stack.geometry(), Geometry.of(volume));
        } catch (ImagingException e) {
            throw e.in(String.valueOf(file.getFileName()));
        }
        return volume;
    }

    private static void numbers(Volume volume, Path file, Set<Integer> into) {
        for (float[] frame : volume.frames()) {
            for (float v : frame) {
                if (v != Math.rint(v) || Math.abs(v) > 1e6 || into.size() > MOST) {
                    throw new MedicalException(
                            "The volume " + file + " holds " + v
                                    + (into.size() > MOST ? " and more than " + MOST + " other numbers" : "")
                                    + ", so it is no volume of labels; give one of whole numbers, or say which are meant (values).");
                }
                if (v != 0) {
                    into.add((int) v);
                }
            }
        }
    }
}
