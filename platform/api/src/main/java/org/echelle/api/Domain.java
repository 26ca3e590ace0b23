package org.echelle.api;

import java.util.List;
import java.util.Optional;

/**
 * One field of science: what a plugin registers as an OSGi service, and all that the host knows of it.
 *
 * <p>Every method may be called at any time and by any thread, returns at once, and gives equal answers for the life of the
 * service. Nothing heavy (weights, files, native libraries) is touched before a kind is opened.
 */
public interface Domain {
    /** The name in a run config ({@code domain: vision}): lower case with dashes, unique on a host. */
    String name();

    /** One sentence: which models and which samples. */
    String description();

    /** The networks that can be opened; the first one is the default. */
    List<SubjectKind<?>> subjects();

    /** Where samples can come from; the first one is the default. */
    List<SampleKind<?>> samples();

    /** Where concepts can come from. */
    List<ConceptKind<?>> concepts();

    /** Small subjects that the plugin can train by itself ({@code echelle train-subject}). */
    default List<TrainerKind<?>> trainers() {
        return List.of();
    }

    /**
     * How samples of this domain are drawn.
     *
     * @param subject the opened subject whose preprocessing decides which part of a sample a site covers; where the samples are
     *     {@linkplain PictureSample pictures}, perhaps one of another domain, of which {@link Subject#readsPictures} tells that part
     */
    SampleView view(Subject subject);

    /**
     * How the samples of one source are drawn, for a view that knows more of them than a sample carries, such as annotations.
     *
     * @param subject as in {@link #view(Subject)}
     * @param samples a source of this domain, from which the samples that the view will draw come
     */
    default SampleView view(Subject subject, SampleSource samples) {
        return view(subject);
    }

    /**
     * Simple measures that features are held against; empty when this domain has none.
     *
     * @param subject as in {@link #view(Subject)}
     */
    default Optional<PlainFeatures> plainFeatures(Subject subject) {
        return Optional.empty();
    }

    /**
     * The same for the samples of one source, for a domain that measures several of them faster together.
     *
     * @param subject as for {@link #plainFeatures(Subject)}
     * @param samples a source of this domain, whose samples will be measured
     * @since 1.5
     */
    default Optional<PlainFeatures> plainFeatures(Subject subject, SampleSource samples) {
        return plainFeatures(subject);
    }
}
