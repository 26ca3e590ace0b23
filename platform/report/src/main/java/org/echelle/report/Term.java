package org.echelle.report;

/** A word that a reader meets on the pages, with its definition in a line and its formula. */
enum Term {
    FVU(
            "FVU",
            "Fraction of variance unexplained: how much of the activations the dictionary fails to reconstruct. 0 is perfect; 1"
                    + " is no better than the mean activation.",
            "FVU = Σ ‖x − x̂‖² / Σ ‖x − μ‖², one ratio of sums over all rows; explained variance = 1 − FVU"),
    L0("L0", "Mean number of active features a row. Fewer is sparser.", "L0 = (1/N) Σ #{ j : z_j ≠ 0 }"),
    DENSITY(
            "density",
            "Share of rows on which a feature is active. Very dense features (above 10 %) seldom mean one thing.",
            "p_j = #{ rows : z_j ≠ 0 } / N"),
    DEAD(
            "dead",
            "A feature that was active on none of N rows. It may still be active on rarer rows: a feature of true density p is"
                    + " missed with probability (1 − p)^N, so N > 3/p is needed to call it dead at 95 %.",
            "dead share = #{ j : p_j = 0 } / n"),
    LOSS(
            "loss",
            "What training minimises: the reconstruction error and the terms that keep features alive.",
            "see the config"),
    THRESHOLD(
            "threshold",
            "The activation above which a feature is said to tell a concept. Chosen on the selection split only.",
            "predict the concept where z_j > t"),
    PRECISION(
            "precision",
            "Of the held-out samples (or sites) above the threshold, the share that has the concept.",
            "TP / (TP + FP)"),
    RECALL(
            "recall",
            "Of the held-out samples (or sites) that have the concept, the share above the threshold.",
            "TP / (TP + FN)"),
    F1(
            "F1",
            "Harmonic mean of precision and recall: high only when both are. A rare concept makes a high F1 hard to reach, so"
                    + " read it beside the baselines.",
            "2 · precision · recall / (precision + recall)"),
    INTERVAL(
            "interval",
            "Range that holds the figure in that share of bootstrap replicates, drawn over whole groups of samples.",
            "percentile bootstrap over groups of the held-out split"),
    AUROC(
            "AUROC",
            "Chance that a positive has a larger activation than a negative; needs no threshold. 0.5 is chance. Where most rows"
                    + " are silent, ties pull it towards 0.5.",
            "P(z⁺ > z⁻) + ½ P(z⁺ = z⁻)"),
    POSITIVES(
            "positives",
            "Held-out samples (or sites) that have the concept, of all whose label is known. Few positives: wide intervals.",
            "n⁺ of n"),
    Q(
            "q",
            "Share of false discoveries to expect among all pairs with a q at most this large, over every tested pair of feature"
                    + " and concept.",
            "Benjamini–Hochberg: q_(i) = min over k ≥ i of p_(k) · m / k"),
    NEURONS(
            "neurons",
            "The raw activation's own axes as features, each split into a positive and a negative part. A dictionary that does"
                    + " not beat them has found nothing that was not already in plain sight.",
            "z = [max(x, 0), max(−x, 0)]"),
    PCA(
            "PCA",
            "Principal components as features, split by sign: the best linear code without sparsity.",
            "z = [max(Vᵀ(x − μ), 0), max(−Vᵀ(x − μ), 0)]"),
    RANDOM_DICTIONARY(
            "random dictionary",
            "A dictionary of random directions with the same number of features: what choosing the best of many gives by luck.",
            "unit directions drawn uniformly, same n and k"),
    RANDOM_WEIGHTS(
            "random-weights subject",
            "The same pipeline on the same network before training: what the architecture and the samples give without learned"
                    + " weights.",
            "fresh initial weights, same seed of samples"),
    COSINE(
            "cosine",
            "Likeness of two features' decoder directions: 1 the same, 0 unrelated, −1 opposite.",
            "⟨w_i, w_j⟩ / (‖w_i‖ ‖w_j‖)"),
    BAND(
            "activation band",
            "A quarter of the samples on which the feature is active, ordered by the sample's largest activation; the samples"
                    + " shown are drawn from it at random with a fixed seed. The strongest alone flatter a feature.",
            "quartiles of max over rows of z_j, over active samples"),
    RECOVERY(
            "recovered factor",
            "A planted factor value that some single unit tells with a held-out F1 of at least the stated bound.",
            "max over units of F1 ≥ bound");

    private final String word;
    private final String definition;
    private final String formula;

    Term(String word, String definition, String formula) {
        this.word = word;
        this.definition = definition;
        this.formula = formula;
    }

    String word() {
        return word;
    }

    String definition() {
        return definition;
    }

    String formula() {
        return formula;
    }

    String anchor() {
        return word.toLowerCase(java.util.Locale.ROOT).replace(' ', '-');
    }
}
