package org.echelle.medical.dicom;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.echelle.medical.images.Affine;
import org.echelle.medical.images.Identity;
import org.echelle.medical.images.ImageReader;
import org.echelle.medical.images.ImagingException;
import org.echelle.medical.images.Spacing;
import org.echelle.medical.images.Volume;

/**
 * Files of one series in order of position along the normal.
 *
 * @param identity keys of patient, study and series
 * @param files in order, each once
 * @param images keys of their SOP Instance UIDs, of kind {@link Segmentation#IMAGE}, in the same order
 * @param rows rows of each
 * @param columns columns of each
 * @param spacing distances; that of slices is NaN if positions are not told, or there is one slice only, or slices are missing
 * @param notes one sentence for everything odd: repeated slices, gaps, places not told; empty if all is well
 */
public record Series(
        Identity identity,
        List<Path> files,
        List<String> images,
        int rows,
        int columns,
        Spacing spacing,
        List<String> notes) {

    /**
     * Reads all files into one volume.
     *
     * @param reader reads one file
     * @return the slices in order; its place is that of the first, its third axis the way to the next
     * @throws ImagingException if a file is broken, or they are of several kinds of colour
     */
    public Volume stack(ImageReader reader) {
        List<float[]> frames = new ArrayList<>();
        Volume first = reader.read(files.get(0));
        for (Path file : files) {
            Volume one = frames.isEmpty() ? first : reader.read(file);
            if (one.photometric() != first.photometric() || !one.unit().equals(first.unit())) {
                throw new ImagingException("A series of " + files.size() + " files is mixed: " + file.getFileName()
                        + " is in other colours or units than " + files.get(0).getFileName()
                        + "; put them into folders of their own.");
            }
            frames.addAll(one.frames());
        }
        boolean stepped = spacing.slice() > 0;
        return new Volume(
                frames,
                rows,
                columns,
                first.samples(),
                1,
                stepped ? spacing : first.spacing(),
                first.photometric(),
                first.voi(),
                first.place().map(p -> stepped ? stepped(p) : p),
                first.unit(),
                first.acquisition(),
                identity);
    }

    /** Slices are in order along the normal, so the third axis points the normal's way. */
    private Affine stepped(Affine place) {
        double[] m = place.m();
        double length = place.step(2);
        for (int r = 0; r < 3; r++) {
            m[4 * r + 2] *= spacing.slice() / length;
        }
        return new Affine(m);
    }
}
