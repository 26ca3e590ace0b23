package org.echelle.analysis.naming;

/**
 * Says in words what a feature is, from its card: a place to plug in a text model, a look-up in an ontology, or a person's notes.
 *
 * <p>Whoever runs cards from code hands describers over. On a host, every OSGi service of this type is asked, in the order of their
 * names: a bundle that imports this package and registers one is enough. A describer that throws is noted and passed over.
 */
public interface Describer {
    /** How its texts are signed, such as {@code our-text-model 3}. */
    String name();

    /**
     * Describes a feature.
     *
     * @param card what is known of it
     * @return a text in one language, without markup; empty to say nothing
     */
    String describe(FeatureCard card);
}
