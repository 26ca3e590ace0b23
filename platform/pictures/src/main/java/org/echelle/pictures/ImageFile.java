package org.echelle.pictures;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.echelle.api.BadSampleException;

/** Decodes PNG, JPEG, BMP and GIF (its first frame) through Java's own readers, and refuses what is cut short. */
public final class ImageFile {
    private ImageFile() {}

    /**
     * Decodes a picture.
     *
     * @param id name of the picture, for messages
     * @param file the whole file
     * @param most largest columns times rows, read from the header before any pixel is, so that a small file cannot fill the memory
     * @param limit what {@code most} is, for the message behind "more than": {@code "the 1000 that are read"}
     * @throws BadSampleException when it is no picture, broken, cut short or too large
     */
    public static BufferedImage decode(String id, byte[] file, long most, String limit) {
        if (file.length == 0) {
            throw new BadSampleException("The picture " + id + " is an empty file.");
        }
        AtomicReference<String> warning = new AtomicReference<>();
        BufferedImage image;
        try (MemoryCacheImageInputStream stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
            if (!readers.hasNext()) {
                throw new BadSampleException("The file " + id + " is no PNG, JPEG, BMP or GIF picture.");
            }
            ImageReader reader = readers.next();
            try {
                reader.addIIOReadWarningListener(new Warnings(warning));
                reader.setInput(stream, true, true);
                long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
                if (pixels > most) {
                    throw new BadSampleException("The picture " + id + " has " + reader.getWidth(0) + " x "
                            + reader.getHeight(0) + " pixels, more than " + limit + ".");
                }
                image = reader.read(0);
            } finally {
                reader.dispose();
            }
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException | NegativeArraySizeException e) {
            // the readers answer broken headers with any of these
            throw new BadSampleException("The picture " + id + " is broken or cut short (" + reason(e) + ").", e);
        }
        String told = warning.get();
        if (told != null) {
            throw new BadSampleException("The picture " + id + " is cut short (" + told + ").");
        }
        return image;
    }

    private static String reason(Exception e) {
        Throwable deepest = e;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return deepest.getMessage() == null ? deepest.getClass().getSimpleName() : deepest.getMessage();
    }

    /** Readers fill a cut picture up with grey and only warn. */
    private record Warnings(AtomicReference<String> kept) implements IIOReadWarningListener {
        @Override
        public void warningOccurred(ImageReader source, String text) {
            String lower = text.toLowerCase(Locale.ROOT);
            if (lower.contains("premature") || lower.contains("truncat") || lower.contains("unexpected end")) {
                kept.set(text);
            }
        }
    }
}
