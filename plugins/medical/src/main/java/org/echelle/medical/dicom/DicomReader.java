package org.echelle.medical.dicom;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import org.echelle.medical.images.ImageReader;
import org.echelle.medical.images.ImagingException;
import org.echelle.medical.images.Photometric;
import org.echelle.medical.images.Volume;
import org.echelle.medical.privacy.Keys;

/**
 * Reads DICOM images, one file a volume.
 *
 * <p>Values have rescale, modality table or dose scaling applied; YBR and palette colours come as RGB. A file without spacing, place or
 * window is read all the same, and the volume says that they are unknown.
 */
public final class DicomReader implements ImageReader {
    private final Keys keys;

    /** @param keys turns identities into keys, so that none leaves this reader */
    public DicomReader(Keys keys) {
        this.keys = keys;
    }

    @Override
    public boolean recognises(byte[] head, String fileName) {
        // a file that calls itself DICOM and is none is to be told, not passed over
        return DicomParser.looksLikeDicom(head)
                || fileName.toLowerCase(Locale.ROOT).endsWith(".dcm");
    }

    /**
     * The modality that a file tells.
     *
     * @param file any file
     * @return such as {@code CT} or {@code SEG}; empty for a file that is no DICOM, is broken, or does not tell
     */
    public static String modality(Path file) {
        try {
            return DicomFile.isOne(file) ? DicomFile.read(file).data().text(Tag.MODALITY) : "";
        } catch (ImagingException e) {
            return "";
        }
    }

    @Override
    public Volume read(Path file) {
        try {
            return volume(DicomFile.read(file));
        } catch (ImagingException e) {
            throw e.in(String.valueOf(file.getFileName()));
        }
    }

    Volume volume(DicomFile file) {
        DataSet data = file.data();
        if (!data.has(Tag.PIXEL_DATA) && !data.has(Tag.ROWS)) {
            String modality = data.text(Tag.MODALITY);
            throw new ImagingException(
                    "It holds no image" + (modality.matches("[A-Z]{2,16}") ? " (its modality is " + modality + ")" : "")
                            + ": leave it out.");
        }
        PixelFormat format = PixelFormat.of(data);
        Stack stack = Stack.of(data, format.frames());
        Scaling first = Scaling.of(data, 0, format);
        Colours colours = Colours.of(file, format);
        List<float[]> frames = frames(file, format, colours, first);
        return new Volume(
                frames,
                format.rows(),
                format.columns(),
                colours.areThere() ? 3 : 1,
                1,
                stack.spacing(),
                colours.areThere() ? Photometric.RGB : Photometric.valueOf(format.colours()),
                VoiTags.of(data, format),
                stack.place(),
                first.unit(),
                Making.acquisition(file, keys),
                Making.identity(data, keys));
    }

    private static List<float[]> frames(DicomFile file, PixelFormat format, Colours colours, Scaling first) {
        DataSet data = file.data();
        IntFunction<Scaling> scaling = f -> data.has(Tag.PER_FRAME_GROUPS) ? Scaling.of(data, f, format) : first;
        for (Tag tag : List.of(Tag.FLOAT_PIXEL_DATA, Tag.DOUBLE_PIXEL_DATA)) {
            if (data.has(tag)) {
                return floats(data.find(tag).orElseThrow(), format, scaling, tag == Tag.FLOAT_PIXEL_DATA ? 4 : 8);
            }
        }
        return StoredValues.of(file, format)
                .each((frame, stored) -> colours.areThere()
                        ? colours.apply(stored)
                        : scaling.apply(frame).apply(stored, format));
    }

    private static List<float[]> floats(Element floats, PixelFormat format, IntFunction<Scaling> scaling, int width) {
        if ((double) format.values() * format.frames() * width > floats.length() || format.samples() != 1) {
            throw new ImagingException("Its pixel data have " + floats.length() + " bytes, too few for "
                    + format.frames() + " frames of " + format.told() + ": the file is truncated; fetch it again.");
        }
        List<float[]> frames = new ArrayList<>();
        for (int f = 0; f < format.frames(); f++) {
            frames.add(scaling.apply(f).apply(floats, f, (int) format.values()));
        }
        return frames;
    }
}
