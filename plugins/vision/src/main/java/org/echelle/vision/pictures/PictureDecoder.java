package org.echelle.vision.pictures;

import java.awt.image.BufferedImage;
import org.echelle.api.BadSampleException;
import org.echelle.pictures.ImageFile;
import org.echelle.vision.ImageSample;

/** Decodes PNG, JPEG, BMP and GIF (its first frame) through Java's own readers, and refuses what is cut short. */
public final class PictureDecoder {
    private PictureDecoder() {}

    /**
     * Decodes a picture, turned as its EXIF orientation says.
     *
     * @param id name of the sample
     * @param file the whole file
     * @param maximumPixels largest columns times rows
     * @throws BadSampleException when it is no picture, broken, cut short or too large
     */
    public static ImageSample decode(String id, byte[] file, long maximumPixels) {
        BufferedImage image =
                ImageFile.decode(id, file, maximumPixels, "the plugin's maximum_pixels of " + maximumPixels);
        return Turn.of(ExifOrientation.of(file), PixelBytes.of(id, image));
    }
}
