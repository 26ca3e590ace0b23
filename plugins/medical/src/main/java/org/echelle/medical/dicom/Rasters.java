package org.echelle.medical.dicom;

import java.awt.image.Raster;
import org.echelle.medical.images.ImagingException;

/** What ImageIO's readers give, as plain values, and what they throw, as sentences. */
final class Rasters {
    private Rasters() {}

    static int[] values(String coding, Raster raster, PixelFormat format) {
        FrameCodec.sameSize(coding, raster.getWidth(), raster.getHeight(), raster.getNumBands(), format);
        return raster.getPixels(
                raster.getMinX(),
                raster.getMinY(),
                raster.getWidth(),
                raster.getHeight(),
                new int[(int) format.values()]);
    }

    /** A library's own words are for its authors; they stay in the cause. */
    static ImagingException refusal(String coding, Throwable e) {
        return e instanceof ImagingException said ? said : FrameCodec.broken(coding, "its decoder gave up", e);
    }
}
