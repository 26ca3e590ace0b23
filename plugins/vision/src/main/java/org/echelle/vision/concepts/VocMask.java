package org.echelle.vision.concepts;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import javax.imageio.ImageIO;
import org.echelle.pictures.AreaMask;
import org.echelle.vision.VisionException;

/** A palette PNG of Pascal VOC: 0 is background, 1 and up are classes, 255 is a border that nobody judged. */
final class VocMask {
    private static final int BORDER = 255;

    private VocMask() {}

    /**
     * @param classes number of classes; other values below 255 are refused
     * @param borders whether borders make their pixels unknown (for whole pictures they say nothing)
     */
    static PictureAreas read(Path file, int classes, boolean borders) {
        BufferedImage image;
        try {
            image = ImageIO.read(file.toFile());
        } catch (IOException e) {
            throw new VisionException("The mask " + file + " is broken: " + e.getMessage() + ".", e);
        }
        if (image == null || image.getRaster().getNumBands() != 1) {
            throw new VisionException("The mask " + file + " is no palette or grey PNG.");
        }
        Raster raster = image.getRaster();
        TreeSet<Integer> met = new TreeSet<>();
        boolean border = false;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int value = raster.getSample(x, y, 0);
                if (value == BORDER) {
                    border = true;
                } else if (value > classes) {
                    throw new VisionException("The mask " + file + " holds the value " + value + ", but only " + classes
                            + " classes are named; give their names as classes.");
                } else if (value > 0) {
                    met.add(value);
                }
            }
        }
        List<PictureAreas.Area> areas = new ArrayList<>();
        for (int value : met) {
            areas.add(new PictureAreas.Area(value - 1, of(raster, value), true));
        }
        if (border && borders) {
            AreaMask unjudged = of(raster, BORDER);
            for (int c = 0; c < classes; c++) { // what is under a border may be anything
                areas.add(new PictureAreas.Area(c, unjudged, false));
            }
        }
        return new PictureAreas(image.getWidth(), image.getHeight(), areas);
    }

    private static AreaMask of(Raster raster, int value) {
        return AreaMask.of(raster.getWidth(), raster.getHeight(), (x, y) -> raster.getSample(x, y, 0) == value ? 1 : 0);
    }
}
