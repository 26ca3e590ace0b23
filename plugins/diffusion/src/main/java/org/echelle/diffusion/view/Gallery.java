package org.echelle.diffusion.view;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.echelle.api.Sample;
import org.echelle.api.SampleSource;
import org.echelle.api.Tap;
import org.echelle.diffusion.samples.MadeSample;
import org.echelle.diffusion.subject.DiffusionSubject;
import org.echelle.torch.Torch;

/**
 * The pictures that samples become, made when they are first asked for: whoever asks for one gets it together with its neighbours, since
 * one by one would take many times longer. Keeps what fits into a bound and makes the rest again.
 */
public final class Gallery {
    private static final int BATCH = 64;
    private static final long MOST_BYTES = 256L << 20;

    private final DiffusionSubject subject;
    private final Optional<SampleSource> samples;
    private final Map<String, Integer> index = new LinkedHashMap<>();
    private final Map<MadeSample, Picture> made = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    /** @param samples the source whose samples will be asked for; empty where there is none */
    public Gallery(DiffusionSubject subject, Optional<SampleSource> samples) {
        this.subject = subject;
        this.samples = samples;
    }

    /** The picture of a sample. */
    public synchronized Picture picture(Sample sample) {
        MadeSample wanted = (MadeSample) sample;
        Picture known = made.get(wanted);
        if (known == null) {
            make(together(wanted));
            known = made.get(wanted);
        }
        return known;
    }

    private List<MadeSample> together(MadeSample wanted) {
        Set<MadeSample> batch = new LinkedHashSet<>();
        batch.add(wanted);
        samples.ifPresent(source -> neighbours(wanted, source, batch));
        return List.copyOf(batch);
    }

    private void neighbours(MadeSample wanted, SampleSource source, Set<MadeSample> batch) {
        if (index.isEmpty()) {
            for (int i = 0; i < source.size(); i++) {
                index.put(source.id(i), i);
            }
        }
        int at = index.getOrDefault(wanted.id(), source.size());
        for (int i = at; i < source.size() && batch.size() < batchSize(); i++) {
            MadeSample next = (MadeSample) source.load(i);
            if (!made.containsKey(next)) {
                batch.add(next);
            }
        }
    }

    /** Large pictures are made one by one: their network has enough to do. */
    private int batchSize() {
        return subject.network().height() > 64 || subject.network().channels() == 4 ? 1 : BATCH;
    }

    private void make(List<MadeSample> batch) {
        try (NDManager scope = subject.newManager()) {
            NDList inputs = subject.prepare(new ArrayList<>(batch), scope);
            NDArray pictures = Torch.withoutGradients(() -> subject.forward(inputs, Tap.NONE))
                    .get(0);
            List<Picture> all = Picture.all(pictures);
            for (int i = 0; i < all.size(); i++) {
                made.put(batch.get(i), all.get(i));
                bytes += all.get(i).pixels().length;
            }
        }
        var oldest = made.entrySet().iterator();
        while (bytes > MOST_BYTES && made.size() > batch.size()) {
            bytes -= oldest.next().getValue().pixels().length;
            oldest.remove();
        }
    }
}
