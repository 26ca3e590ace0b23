package org.echelle.vision.concepts;

import java.util.ArrayList;
import java.util.List;
import org.echelle.api.Progress;
import org.echelle.api.Sample;
import org.echelle.api.SampleSource;
import org.echelle.vision.ImageSample;
import org.echelle.vision.VisionException;

/**
 * Whether pictures are as large as their annotations say. Boxes are laid by the sizes that the annotations tell, which is right for pictures
 * that were only scaled, and wrong without any error for those that were cropped or are others. A picture must be decoded to be measured, so
 * that only some are, evenly spaced.
 */
final class PictureSizes {
    private static final int LOOKED_AT = 64;

    private record Told(int sample, CocoFile.Picture picture) {}

    private final List<Told> all = new ArrayList<>();

    /** Takes a picture whose size is told. */
    void add(int sample, CocoFile.Picture picture) {
        if (picture.width() > 0 && picture.height() > 0) {
            all.add(new Told(sample, picture));
        }
    }

    /** Measures some, and tells of those that differ, with the first one's name and both sizes. */
    void report(String file, SampleSource samples, Progress progress) {
        int measured = 0;
        int other = 0;
        String first = "";
        int looks = Math.min(LOOKED_AT, all.size());
        for (int i = 0; i < looks; i++) {
            progress.check();
            Told told = all.get((int) ((long) i * all.size() / looks));
            Sample sample;
            try {
                sample = samples.load(told.sample());
            } catch (VisionException unreadable) {
                continue; // extraction counts and names these
            }
            if (sample instanceof ImageSample image) {
                measured++;
                CocoFile.Picture picture = told.picture();
                if (image.width() != picture.width() || image.height() != picture.height()) {
                    first = other == 0
                            ? picture.file() + ": " + picture.width() + " x " + picture.height() + " in the file, "
                                    + image.width() + " x " + image.height() + " in truth"
                            : first;
                    other++;
                }
            }
        }
        if (other > 0) {
            progress.note(other + " of " + measured + " pictures that were looked at "
                    + (other == 1 ? "has" : "have") + " another size than " + file + " says (" + first
                    + "); its boxes and masks fit only pictures that were scaled as a whole: otherwise give the pictures"
                    + " that were annotated, or correct width and height.");
        }
    }
}
