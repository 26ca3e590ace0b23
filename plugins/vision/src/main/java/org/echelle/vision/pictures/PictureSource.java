package org.echelle.vision.pictures;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import org.echelle.api.BadSampleException;
import org.echelle.api.Sample;
import org.echelle.api.SampleSource;
import org.echelle.vision.VisionException;
import org.echelle.vision.VisionLimits;

/** Encoded pictures, decoded when they are asked for. */
final class PictureSource implements SampleSource {
    private final PictureFiles files;
    private final List<String> names;
    private final VisionLimits limits;
    private String fingerprint; // reads every file, so not before somebody asks

    PictureSource(PictureFiles files, int[] chosen, VisionLimits limits) {
        this.files = files;
        List<String> all = files.names();
        this.names = Arrays.stream(chosen).mapToObj(all::get).toList();
        this.limits = limits;
    }

    @Override
    public int size() {
        return names.size();
    }

    @Override
    public String id(int index) {
        return names.get(index);
    }

    @Override
    public synchronized String fingerprint() {
        if (fingerprint == null) {
            MessageDigest digest = Digests.sha256();
            for (String name : names) {
                digest.update(name.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
                try {
                    digest.update(Digests.sha256().digest(files.read(name)));
                } catch (IOException e) {
                    throw new VisionException(
                            "The picture " + name + " in " + files.describe() + " cannot be read: " + e.getMessage()
                                    + ".",
                            e);
                }
            }
            fingerprint = Digests.hex(digest);
        }
        return fingerprint;
    }

    @Override
    public Sample load(int index) {
        String name = names.get(index);
        byte[] file;
        try {
            file = files.read(name);
        } catch (IOException e) {
            throw new BadSampleException(
                    "The picture " + name + " in " + files.describe() + " cannot be read: " + e.getMessage() + ".", e);
        }
        return PictureDecoder.decode(name, file, limits.maximumPixels());
    }

    @Override
    public void close() {
        files.close();
    }
}
