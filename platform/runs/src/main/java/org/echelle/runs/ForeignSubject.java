package org.echelle.runs;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.echelle.api.OpenContext;
import org.echelle.api.PictureReader;
import org.echelle.api.PictureSample;
import org.echelle.api.Sample;
import org.echelle.api.Subject;
import org.echelle.api.Tap;

/**
 * A subject of one domain that looks at the samples of another: each is shown to it as a picture of 8 bits a value, through its own
 * preprocessing. All else is the subject's.
 */
final class ForeignSubject extends WrappedSubject {
    private final String home;
    private final String samples;
    private final PictureReader reader;

    /**
     * @param subject owned from now on
     * @param home its domain
     * @param samples the domain of the samples
     * @throws RunException when the subject looks at no pictures
     */
    ForeignSubject(Subject subject, String home, String samples) {
        super(subject);
        this.home = home;
        this.samples = samples;
        reader = subject.readsPictures()
                .orElseThrow(() -> new RunException("subject: this subject of the domain " + home
                        + " does not look at pictures, so it cannot be shown samples of the domain " + samples
                        + "; use samples of " + home + ", or a subject that looks at pictures."));
    }

    /**
     * Checks that a sample can be shown to a subject of another domain.
     *
     * @throws RunException when it is no picture
     */
    static PictureSample picture(Sample sample, String samples, String home) {
        if (sample instanceof PictureSample picture) {
            return picture;
        }
        throw new RunException("samples: those of the domain " + samples + " are no pictures (such as " + sample.id()
                + "), so a subject of the domain " + home + " cannot look at them; leave 'domain' out of the subject.");
    }

    @Override
    public String fingerprint() {
        return Keys.of("foreign subject", home, samples, subject().fingerprint());
    }

    @Override
    public Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("domain", home + ", shown samples of " + samples + " as pictures of 8 bits a value");
        facts.putAll(subject().facts());
        return facts;
    }

    @Override
    public List<String> outputNames() {
        return subject().outputNames();
    }

    @Override
    public Optional<PictureReader> readsPictures() {
        return Optional.of(reader);
    }

    @Override
    public NDList prepare(List<Sample> batch, NDManager manager) {
        List<Sample> shown = new ArrayList<>(batch.size());
        for (Sample sample : batch) {
            PictureSample picture = picture(sample, samples, home);
            shown.add(reader.picture(
                    picture.id(), picture.width(), picture.height(), picture.channels(), picture.bytes()));
        }
        return subject().prepare(shown, manager);
    }

    @Override
    public NDList forward(NDList inputs, Tap tap) {
        return subject().forward(inputs, tap);
    }

    @Override
    public Subject randomTwin(long seed, OpenContext context) {
        return new ForeignSubject(subject().randomTwin(seed, context), home, samples);
    }

    @Override
    public void close() {
        subject().close();
    }
}
