package org.echelle.diffusion.concepts;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.echelle.api.SampleSource;
import org.echelle.diffusion.DiffusionException;
import org.echelle.diffusion.samples.MadeSample;

/** Finds the sample that a mask was drawn for, by the sample's name or by that which {@code echelle sample} gives its picture. */
final class MaskNames {
    private static final int LENGTH = 40;
    private static final int TWICE = -1;

    private final Map<String, Integer> samples = new HashMap<>();
    private final String example;

    MaskNames(SampleSource source) {
        example = source.id(0);
        for (int i = 0; i < source.size(); i++) {
            if (source.load(i) instanceof MadeSample made) {
                samples.merge(picture(made), i, (a, b) -> TWICE);
            }
        }
        for (int i = 0; i < source.size(); i++) {
            samples.put(source.id(i), i);
        }
    }

    /** Letters and digits of what is asked for, cut, and the seed. */
    private static String picture(MadeSample made) {
        String plain = made.condition().toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", "-");
        String cut = plain.length() > LENGTH ? plain.substring(0, LENGTH) : plain;
        return (cut.isEmpty() ? "" : cut + "-") + String.format("%05d", made.seed());
    }

    /**
     * Finds the sample of a mask.
     *
     * @param folder of the masks; what lies between it and the file is part of the name
     * @throws DiffusionException for a file of another name, or one that several samples could have
     */
    int find(Path folder, Path file) {
        String name =
                folder.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "-");
        String bare = name.substring(0, name.lastIndexOf('.'));
        // `echelle sample` counts what it is asked for where names could be the same: 002-a-red-circle/00000.png
        Integer found = samples.getOrDefault(bare, samples.get(bare.replaceFirst("^\\d{3}-", "")));
        if (found == null) {
            throw new DiffusionException(
                    "The mask " + file + " is named like no sample of this run; samples are called like \"" + example
                            + "\". Rename it, or take it away.");
        }
        if (found == TWICE) {
            throw new DiffusionException("The mask " + file
                    + " could be that of several samples, whose prompts begin alike; call it by the sample's name, such as \""
                    + example + "\".");
        }
        return found;
    }
}
