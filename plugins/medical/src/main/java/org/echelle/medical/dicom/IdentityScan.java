package org.echelle.medical.dicom;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.echelle.medical.images.ImagingException;
import org.echelle.medical.privacy.IdentityKind;

/**
 * Which kinds of identifying elements one file carries; never their contents.
 *
 * @param kinds of elements that are there and not empty, at any depth
 * @param privateElements elements of private groups, which may hold anything
 * @param burnedIn whether the file says that text is burned into its pixels
 */
public record IdentityScan(Set<IdentityKind> kinds, int privateElements, boolean burnedIn) {
    /** The main elements that PS3.15, table E.1-1, has removed, emptied or replaced; UIDs are left out, for every file has them. */
    private static final Map<IdentityKind, Set<Integer>> TAGS = Map.of(
            IdentityKind.NAMES,
            Set.of(
                    0x00100010,
                    0x00101001,
                    0x00101005,
                    0x00101060,
                    0x00080090,
                    0x00081048,
                    0x00081050,
                    0x00081060,
                    0x00081070,
                    0x00102297,
                    0x00321032,
                    0x00400006,
                    0x0040A075,
                    0x0040A123,
                    0x00081062,
                    0x00080096),
            IdentityKind.NUMBERS,
            Set.of(
                    0x00100020,
                    0x00101000,
                    0x00101002,
                    0x00100021,
                    0x00080050,
                    0x00200010,
                    0x00101090,
                    0x00380010,
                    0x00402016,
                    0x00402017),
            IdentityKind.DATES,
            Set.of(
                    0x00100030,
                    0x00100032,
                    0x00080012,
                    0x00080020,
                    0x00080021,
                    0x00080022,
                    0x00080023,
                    0x0008002A,
                    0x00080030,
                    0x00080031,
                    0x00080032,
                    0x00080033,
                    0x00380020,
                    0x00400244,
                    0x00400245,
                    0x0040A124),
            IdentityKind.PLACES,
            Set.of(
                    0x00080080,
                    0x00080081,
                    0x00080082,
                    0x00081010,
                    0x00081040,
                    0x00181000,
                    0x00181002,
                    0x00400241,
                    0x00400242,
                    0x00400243),
            IdentityKind.CONTACTS,
            Set.of(0x00101040, 0x00102154, 0x00101080, 0x00102150, 0x00102152, 0x00102299),
            IdentityKind.PERSON,
            Set.of(0x00100040, 0x00101010, 0x00101020, 0x00101030, 0x00102160, 0x00102180, 0x001021C0, 0x001021F0),
            IdentityKind.TEXTS,
            Set.of(
                    0x001021B0,
                    0x00104000,
                    0x00204000,
                    0x00081080,
                    0x00102000,
                    0x00102110,
                    0x00400280,
                    0x00321030,
                    0x00324000));

    /**
     * Looks through one file.
     *
     * @param file the file
     * @return what it carries, or nothing if it is no DICOM file
     * @throws ImagingException if it is a broken one
     */
    public static Optional<IdentityScan> of(Path file) {
        try {
            return DicomFile.isOne(file) ? Optional.of(of(DicomFile.read(file).data())) : Optional.empty();
        } catch (ImagingException e) {
            throw e.in(String.valueOf(file.getFileName()));
        }
    }

    static IdentityScan of(DataSet data) {
        Set<IdentityKind> kinds = EnumSet.noneOf(IdentityKind.class);
        int privates = look(data, kinds);
        return new IdentityScan(
                kinds, privates, data.text(Tag.BURNED_IN_ANNOTATION).equals("YES"));
    }

    private static int look(DataSet data, Set<IdentityKind> kinds) {
        int privates = 0;
        for (Element e : data.elements()) {
            if ((e.tag() >>> 16) % 2 == 1) {
                privates++;
            } else if (!e.items().isEmpty() || !DataSet.text(e).isEmpty()) {
                TAGS.forEach((kind, tags) -> {
                    if (tags.contains(e.tag())) {
                        kinds.add(kind);
                    }
                });
            }
            for (DataSet item : e.items()) {
                privates += look(item, kinds);
            }
        }
        return privates;
    }
}
