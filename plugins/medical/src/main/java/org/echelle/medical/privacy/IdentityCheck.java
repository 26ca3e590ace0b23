package org.echelle.medical.privacy;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import org.echelle.medical.dicom.IdentityScan;

/**
 * What a set of files tells of its patients, in counts; nothing of the contents is kept or told.
 *
 * @param files DICOM files looked through
 * @param carrying files with at least one identifying element, private elements or burned-in text
 * @param byKind files that carry elements of a kind
 * @param withPrivate files with private elements
 * @param privateElements private elements in all
 * @param burnedIn files that say that text is burned into their pixels
 */
public record IdentityCheck(
        int files,
        int carrying,
        Map<IdentityKind, Integer> byKind,
        int withPrivate,
        int privateElements,
        int burnedIn) {

    /**
     * Looks through files; what is no DICOM is not counted.
     *
     * @param paths files
     * @return counts
     * @throws org.echelle.medical.images.ImagingException if a DICOM file is broken
     */
    public static IdentityCheck of(List<Path> paths) {
        int files = 0;
        int carrying = 0;
        int withPrivate = 0;
        int privateElements = 0;
        int burnedIn = 0;
        Map<IdentityKind, Integer> byKind = new EnumMap<>(IdentityKind.class);
        for (Path path : paths) {
            Optional<IdentityScan> found = IdentityScan.of(path);
            if (found.isEmpty()) {
                continue;
            }
            IdentityScan scan = found.get();
            files++;
            scan.kinds().forEach(kind -> byKind.merge(kind, 1, Integer::sum));
            withPrivate += scan.privateElements() > 0 ? 1 : 0;
            privateElements += scan.privateElements();
            burnedIn += scan.burnedIn() ? 1 : 0;
            carrying += !scan.kinds().isEmpty() || scan.privateElements() > 0 || scan.burnedIn() ? 1 : 0;
        }
        return new IdentityCheck(files, carrying, byKind, withPrivate, privateElements, burnedIn);
    }

    /** @return one sentence with counts, or nothing if no file carries anything */
    public Optional<String> warning() {
        if (carrying == 0) {
            return Optional.empty();
        }
        StringJoiner told = new StringJoiner(", ");
        for (IdentityKind kind : IdentityKind.values()) {
            if (byKind.containsKey(kind)) {
                told.add(kind.told() + " in " + byKind.get(kind));
            }
        }
        if (withPrivate > 0) {
            told.add("private elements in " + withPrivate + " (" + privateElements + " in all)");
        }
        if (burnedIn > 0) {
            told.add("text burned into the pixels, by their own word, in " + burnedIn);
        }
        return Optional.of(
                carrying + " of " + files + " DICOM files carry what may identify patients (" + told
                        + "): only keys of identities leave the reader, but de-identify the files before pictures made from them are passed on.");
    }
}
