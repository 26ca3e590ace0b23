package org.echelle.medical.dicom;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.echelle.medical.images.ImagingException;
import org.echelle.medical.privacy.Keys;

/**
 * A folder of DICOM files, put in order: by study, series, and position along the slices' normal. File names say nothing.
 *
 * @param series sorted by keys of patient, study and series
 * @param others files in the folder that are no DICOM, or hold no image
 */
public record SeriesFolder(List<Series> series, List<Path> others) {
    /**
     * Reads the headers of all files in a folder and the folders in it.
     *
     * @param folder the folder
     * @param keys turns identities into keys
     * @return what is there, in order
     * @throws ImagingException if a file is broken, or slices of one series differ in size, spacing or direction
     */
    public static SeriesFolder read(Path folder, Keys keys) {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new ImagingException(folder + " cannot be listed: check that it is there and readable.", e);
        }
        Map<String, List<SliceHeader>> bySeries = new TreeMap<>();
        List<Path> others = new ArrayList<>();
        for (Path file : files) {
            SliceHeader header = header(file, keys);
            if (header == null) {
                others.add(file);
                continue;
            }
            String key = header.identity().patient().orElse("-")
                    + header.identity().study().orElse("-")
                    + header.identity().series().orElse("-");
            bySeries.computeIfAbsent(key, k -> new ArrayList<>()).add(header);
        }
        return new SeriesFolder(bySeries.values().stream().map(SliceOrder::of).toList(), List.copyOf(others));
    }

    private static SliceHeader header(Path file, Keys keys) {
        try {
            if (!DicomFile.isOne(file)) {
                return null;
            }
            DataSet data = DicomFile.read(file).data();
            if (!data.has(Tag.ROWS)) {
                return null;
            }
            return new SliceHeader(
                    file,
                    Making.identity(data, keys),
                    keys.key(Segmentation.IMAGE, data.text(Tag.SOP_INSTANCE_UID))
                            .orElse(""),
                    Plane.of(data, 0),
                    data.needed(Tag.ROWS),
                    data.needed(Tag.COLUMNS),
                    data.whole(Tag.NUMBER_OF_FRAMES).orElse(1),
                    data.whole(Tag.INSTANCE_NUMBER).orElse(0));
        } catch (ImagingException e) {
            throw e.in(String.valueOf(file.getFileName()));
        }
    }
}
