package org.echelle.medical.dicom;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.echelle.medical.images.Geometry;
import org.echelle.medical.images.ImagingException;
import org.echelle.medical.images.Mask;
import org.echelle.medical.images.Volume;
import org.echelle.medical.privacy.Keys;

/**
 * Reads segmentation objects (DICOM PS3.3, A.51): each frame is one segment on one slice.
 *
 * @param volume the frames as they are, with their place
 * @param masks one a frame, named by its segment's label
 * @param labels of all segments that were looked for, also those without a frame
 */
public record Segmentation(Volume volume, List<Mask> masks, List<String> labels) {
    /** Kind of the keys that name images: the SOP Instance UID's. */
    public static final String IMAGE = "image";

    /**
     * Reads one file.
     *
     * @param file a file of modality SEG
     * @param keys turns identities into keys
     * @return its masks
     * @throws ImagingException if it is none, or its frames name no segment
     */
    public static Segmentation read(Path file, Keys keys) {
        try {
            return of(DicomFile.read(file), keys);
        } catch (ImagingException e) {
            throw e.in(String.valueOf(file.getFileName()));
        }
    }

    static Segmentation of(DicomFile file, Keys keys) {
        DataSet data = file.data();
        Map<Integer, String> labels = new HashMap<>();
        for (DataSet segment : data.items(Tag.SEGMENT_SEQUENCE)) {
            int number = segment.needed(Tag.SEGMENT_NUMBER);
            String label = segment.text(Tag.SEGMENT_LABEL);
            labels.put(number, label.isEmpty() ? "segment " + number : label);
        }
        if (labels.isEmpty()) {
            throw new ImagingException("It names no segments, so it is no segmentation: give a file of modality SEG.");
        }
        double highest = 1;
        if (data.text(Tag.SEGMENTATION_TYPE).equals("FRACTIONAL")) {
            highest = data.number(Tag.MAXIMUM_FRACTIONAL, 255);
        }
        if (!(highest > 0)) {
            throw new ImagingException(Tag.MAXIMUM_FRACTIONAL.told() + " is not above 0: the header is broken.");
        }
        Volume volume = new DicomReader(keys).volume(file);
        List<Mask> masks = new ArrayList<>();
        for (int f = 0; f < volume.frames().size(); f++) {
            masks.add(mask(data, volume, f, labels, highest, keys));
        }
        return new Segmentation(
                volume,
                List.copyOf(masks),
                labels.values().stream().distinct().sorted().toList());
    }

    private static Mask mask(
            DataSet data, Volume volume, int f, Map<Integer, String> labels, double highest, Keys keys) {
        Groups groups = new Groups(data);
        int segment = groups.macro(f, Tag.SEGMENT_IDENTIFICATION)
                .map(m -> m.needed(Tag.REFERENCED_SEGMENT))
                .orElseThrow(() -> new ImagingException(
                        "Frame " + (f + 1) + " does not say which segment it shows: the file is broken."));
        if (!labels.containsKey(segment)) {
            throw new ImagingException("Frame " + (f + 1) + " shows segment " + segment
                    + ", which is not among those listed: the file is broken.");
        }
        String source = groups.macro(f, Tag.DERIVATION_IMAGE)
                .flatMap(d -> d.item(Tag.SOURCE_IMAGE))
                .flatMap(s -> keys.key(IMAGE, s.text(Tag.REFERENCED_INSTANCE)))
                .orElse("");
        float[] frame = volume.frames().get(f);
        float[] weights = new float[frame.length];
        for (int i = 0; i < frame.length; i++) {
            weights[i] = (float) Math.min(1, frame[i] / highest);
        }
        return new Mask(labels.get(segment), f, geometry(data, volume, f), source, weights);
    }

    private static Geometry geometry(DataSet data, Volume volume, int f) {
        return new Geometry(
                volume.columns(), volume.rows(), 1, Plane.of(data, f).map(p -> p.affine(p.normal())));
    }
}
