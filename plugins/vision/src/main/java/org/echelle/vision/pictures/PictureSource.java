package org.echelle.vision.pictures;

import java.util.Arrays;
import java.util.List;
import org.echelle.api.Sample;
import org.echelle.api.SampleSource;
import org.echelle.pictures.EncodedPictures;
import org.echelle.vision.VisionLimits;

/** Encoded pictures, decoded when they are asked for. */
final class PictureSource implements SampleSource {
    private final PictureFiles files;
    private final EncodedPictures pictures;
    private final VisionLimits limits;

    PictureSource(PictureFiles files, int[] chosen, VisionLimits limits) {
        this.files = files;
        List<String> all = files.names();
        pictures = new EncodedPictures(
                "picture",
                files.describe(),
                Arrays.stream(chosen).mapToObj(all::get).toList(),
                files::read);
        this.limits = limits;
    }

    @Override
    public int size() {
        return pictures.names().size();
    }

    @Override
    public String id(int index) {
        return pictures.names().get(index);
    }

    @Override
    public String fingerprint() {
        return pictures.fingerprint();
    }

    @Override
    public Sample load(int index) {
        return PictureDecoder.decode(id(index), pictures.read(index), limits.maximumPixels());
    }

    @Override
    public void close() {
        files.close();
    }
}
