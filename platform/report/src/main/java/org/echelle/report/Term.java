package org.echelle.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** A word that a reader meets on the pages, with its definition in a line and its formula. */
enum Term {
    FVU(
            "FVU",
            "Fraction of variance unexplained: how much of the activations the dictionary fails to reconstruct. 0 is perfect; 1"
                    + " is no better than the mean activation.",
            "FVU = Σ ‖x − x̂‖² / Σ ‖x − μ‖², one ratio of sums over all rows; explained variance = 1 − FVU"),
    L0("L0", "Mean number of active features a row. Fewer is sparser.", "L0 = (1/N) Σ #{ j : z_j ≠ 0 }"),
    STEP_FVU(
            "FVU of a timestep",
            "FVU over the rows of one timestep, against the mean of that timestep’s rows: knowing the timestep explains nothing of it. A"
                    + " dictionary that serves all timesteps alike has a flat curve.",
            "FVU_t = Σ ‖x − x̂‖² / Σ ‖x − μ_t‖², sums over the rows of timestep t"),
    STEP_VARIANCE(
            "variance of a timestep",
            "How much there is to explain at a timestep. Steps of small variance weigh little in a loss over all of them.",
            "Σ ‖x − μ_t‖² / N_t"),
    LIFE(
            "life of a feature",
            "When a feature is active on the way from noise to picture. Its peak is the timestep of its largest mean activation over all rows;"
                    + " birth is the first timestep at which that mean is at least half of the peak’s, death the last.",
            "m_t = (1/N_t) Σ z_j; peak = argmax m; birth = first t with m_t ≥ ½ max m, death = last such t"),
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
    AVERAGE_PRECISION(
            "average precision",
            "Precision at every threshold, each weighted by the recall that is gained there: the area under the precision-recall curve. A score"
                    + " that says nothing has the share of positives.",
            "Σ (R_i − R_(i−1)) P_i over falling thresholds"),
    RECALL(
            "recall",
            "Of the held-out samples (or sites) that have the concept, the share above the threshold.",
            "TP / (TP + FN)"),
    F1(
            "F1",
            "Harmonic mean of precision and recall: high only when both are. A rare concept makes a high F1 hard to reach, so"
                    + " read it beside the baselines.",
            "2 · precision · recall / (precision + recall)"),
    INSTANCE_F1(
            "F1 over instances",
            "F1 where recall counts instances (boxes, domains) and precision counts sites: one site above the threshold finds an instance,"
                    + " every site outside counts against it. Deliberately mixed, as InterPLM does it.",
            "P = TP sites / (TP + FP sites); R = instances with a site above the threshold / instances; 2 P R / (P + R)"),
    LIFT(
            "lift",
            "How much more frequent the concept is where the feature is above the threshold than anywhere: 1 is nothing gained.",
            "precision / share of held-out samples that have the concept"),
    CONFIDENCE(
            "confidence",
            "How often a card’s name is right on single held-out cases (after RecSAE): strong samples should have the concept, silent ones"
                    + " should not. From 0.8 on a name counts as verified.",
            "(right strong + right silent cases) / cases, 25 of each where there are as many"),
    CLEAR_WIN(
            "clear win",
            "A concept that a method tells better than the runner-up beyond chance.",
            "lower end of the paired bootstrap interval of (F1 − F1 of the runner-up) > 0"),
    INTERVAL(
            "interval",
            "Range that holds the figure in that share of bootstrap replicates, drawn over whole groups of samples. One without"
                    + " width says that the groups at hand agree, which a few soon do, and not that the figure is exact.",
            "percentile bootstrap over groups, or over seeds, of the samples measured on"),
    SEED_INTERVAL(
            "intervals over seeds",
            "Range that holds the mean of all possible seeds in 95 % of such experiments, from how far the seeds' own means lie apart: wide"
                    + " where seeds are few. Where all seeds say the same, a share has Wilson's interval over the seeds.",
            "x̄ ± t s / √m, s the standard deviation of the means of m seeds, t the 97.5 % point of Student’s t with m − 1 degrees of"
                    + " freedom"),
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
            "max over units of F1 ≥ bound"),
    EXPLAINED_VARIANCE(
            "explained variance",
            "Share of the activations’ variance about their mean row that the reconstruction keeps. 1 is perfect; below 0 it is worse"
                    + " than the mean row. Right for data far from 0, since the mean is taken away first.",
            "1 − FVU"),
    COSINE_SIMILARITY(
            "cosine similarity",
            "Mean cosine of a row with its reconstruction: 1 where they point the same way. Rows far from 0 have a cosine near 1"
                    + " whatever is kept, so read it beside FVU.",
            "mean ⟨x, x̂⟩ / (‖x‖ ‖x̂‖)"),
    SHRINKAGE(
            "shrinkage",
            "Whether reconstructions are too short: 1 is unbiased, below 1 shrunk, as penalties on activations do. 1/γ is the best"
                    + " single factor to stretch them by.",
            "γ = Σ ‖x̂‖² / Σ ⟨x, x̂⟩ (Rajamanoharan et al. 2024, eq. 10)"),
    PUBLISHED_VARIANCE(
            "published variance",
            "What other tools call explained variance; compare a published figure only with the one of its own definition. The uncentred"
                    + " one squares mean squares and is only right for rows of mean 0 and scale 1.",
            "centred: 1 − Σ Var(r_d) / Σ Var(x_d); per dimension: mean_d (1 − SSE_d/SST_d); grand mean: 1 − Σ r² / Σ (x − m)²;"
                    + " uncentred: 1 − E‖r‖² / (E‖x‖² − (mean_d E x_d²)²)"),
    DARK_MATTER(
            "dark matter",
            "The reconstruction’s error in two parts: what a linear map of the activation predicts on samples that it was not fitted to"
                    + " (directions that the dictionary lacks), and the rest (what the encoder gets wrong).",
            "e = x − x̂ ≈ c + xB; R² = mean_d (1 − SSE_d/SST_d); FVU non-linear = Σ ‖e − c − xB‖² / Σ ‖x − μ‖²; FVU linear = FVU −"
                    + " FVU non-linear"),
    RECOVERED_LOSS(
            "recovered loss",
            "How much of what the subject can do is left when reconstructions replace activations: 1 all, 0 no more than with the"
                    + " ablated baseline (the mean row of the selection side, or zeros, as stated).",
            "(L_ablated − L_reconstructed) / (L_ablated − L_original)"),
    LABEL_PURITY(
            "label purity",
            "Whether the samples on which a feature is strongest share a label: 1 where all have the same, near 0 where every label is as"
                    + " frequent. Mean over features. Few samples share labels by luck, which random order shows.",
            "1 − H / ln min(C, m); H = −Σ p_c ln p_c over the labels of the m strongest samples, C labels"),
    LABEL_DEVIATION(
            "label deviation",
            "Revelio’s σ_label: the standard deviation of the label numbers of a feature’s strongest samples, lower being purer. It"
                    + " depends on the order in which labels are numbered; label purity does not.",
            "sqrt(Σ p_c (c − Σ p_c c)²), mean over features"),
    SPARSE_PROBING(
            "sparse probing",
            "Held-out accuracy of a logistic probe on the k units that differ most between samples with and without the concept, chosen and"
                    + " fitted on the selection side, classes balanced so that 0.5 is chance. A concept that is one feature needs k = 1.",
            "units by |mean⁺ − mean⁻| / sd within; minimise ½‖w‖² + Σ log(1 + exp(−y(w·u + b))), u standardised"),
    ABSORPTION(
            "absorption",
            "Share of a concept that its main features leave to others: a feature for animals that is silent on dogs, because a feature for"
                    + " dogs says it. Split: a second main feature raises a probe’s F1 by more than 0.03.",
            "a_j = z_j cos(w_j, p); A = three largest a_j outside the main features with cosine ≥ 0.1; 0 where main ≥ x·p or A < 0.4"
                    + " x·p, 1 where main ≤ 0, else b/(b + main), b = min(A, x·p − main)"),
    POOLED_CLASSIFICATION(
            "pooled classification",
            "Held-out accuracy of a linear classifier whose input is one vector a sample: the mean, the largest value or the class token’s row"
                    + " of features (raw, or cut to active and silent) or of activations.",
            "one logistic probe a class against the rest; the highest log-odds wins"),
    TPP(
            "TPP",
            "Targeted probe perturbation: what taking a class’s units away costs that class beyond what it costs the others, in balanced"
                    + " accuracy. 0.5: all of one class and nothing of others; 0: nothing, or everything alike.",
            "mean_i [ Δacc_i − mean_(k≠i) Δacc_k ]; units by (mean⁺ − mean⁻)₊ ⟨w_j, p_i⟩; log-odds change by −z_j ⟨w_j, p⟩"),
    SCR(
            "SCR",
            "Spurious correlation removal: a probe was fitted where the target always came with something else; how far does taking that"
                    + " else’s units away bring it to a probe that never saw the correlation?",
            "(acc_without − acc_biased) / (acc_oracle − acc_biased)"),
    DISENTANGLEMENT(
            "disentanglement",
            "Can one attribute be exchanged between two samples without touching another (after RAVEL)? Cause: the probe then reads the"
                    + " source’s value. Isolation: the other attribute’s probe reads what it read before. Nothing exchanged scores 0.5.",
            "score = (cause + isolation) / 2"),
    APP(
            "APP",
            "Attenuation via posterior probabilities: a feature is weakened by as much as its activation speaks for the concept, rather than set"
                    + " to 0. Good when a class’s own samples are lost and others are not.",
            "z′ = z (1 − P(c | z)), a point mass at 0 and a Gaussian above it for each class"),
    SEPARABILITY(
            "separability",
            "How little a unit’s activations on one concept overlap with those on another, beyond what shuffled labels give.",
            "√( H((P+Q)/2) − (H(P)+H(Q))/2 ), bits; one bin for silence and 20 up to the largest activation"),
    MONOSEMANTICITY(
            "monosemanticity",
            "Likeness of the samples that make a feature fire, by embeddings that the subject did not make; here the samples’ labels,"
                    + " centred. Compare with the likeness of any two samples.",
            "MS_j = Σ_(i<k) a_i a_k cos(E_i, E_k) / Σ_(i<k) a_i a_k, a scaled to 0…1"),
    POLYSEMANTIC_SPLIT(
            "polysemantic split",
            "A feature’s strongest samples clustered by their activations: several clusters that lie apart may be several meanings. Counts"
                    + " from a mean silhouette of 0.3.",
            "k-means for k = 2…5 on unit vectors; s_i = (b_i − a_i) / max(a_i, b_i)"),
    GROUND_TRUTH(
            "ground-truth recovery",
            "How well single units follow planted factors: each factor’s best unit, and the best pairing where each unit serves one factor"
                    + " (MCC).",
            "mean_g max_j |r_gj|; mean |r| over the one-to-one pairing of greatest sum (Jonker–Volgenant)"),
    LOBES(
            "lobes",
            "Groups of features that fire in the same samples, compared with groups of features whose directions are alike. 1: the same"
                    + " groups, 0: as by chance.",
            "spectral clusters of φ + 1 and of 1 − angle/π; AMI = (I − E I) / (mean H − E I)"),
    EIGENVALUE_SLOPE(
            "eigenvalue slope",
            "How fast the eigenvalues of the decoder directions’ covariance fall; the steeper, the fewer directions the features share. Its"
                    + " interval is that of the fitted line.",
            "least squares of log₁₀ λ over log₁₀ rank"),
    CLUSTERING_ENTROPY(
            "clustering entropy",
            "How far the cloud of directions is from a Gaussian one of the same covariance; read it beside random directions, since the"
                    + " estimator is biased.",
            "H_g − H; H_g = d/2 (1 + ln 2π) + ½ Σ ln λ; H = d·mean ln ρ + ln V_d + ln(N − 1) − ψ(1)"),
    CRYSTALS(
            "crystals",
            "Whether the step between two classes is the same whatever else is the case; silhouette of steps by kind, as they are and after"
                    + " linear discriminants fitted on other steps.",
            "mean silhouette; discriminants maximise tr((WᵀS_wW)⁻¹ WᵀS_bW)"),
    FAMILIES(
            "families",
            "A parent feature and others that hardly fire without it.",
            "tie C_ij = n_ij / min(n_i, n_j); maximum spanning forest of ties ≥ 0.8, hung up at the densest feature, three rounds"),
    OOD(
            "OOD",
            "Out of distribution: how well a score of single rows tells foreign ones from known ones. AUROC 0.5 is chance; false alarms are"
                    + " known rows above the threshold that 95 % of foreign ones reach.",
            "error ‖x − x̂‖²/‖x‖²; surprise −Σ [a ln p + (1 − a) ln(1 − p)]; |L0 − mean|/sd; Σ z over features with p < 10⁻⁴;"
                    + " Mahalanobis √((v − m)ᵀC⁻¹(v − m)), v the code along its 64 directions of greatest variance, or x; Jaccard"
                    + " 1 − |A ∩ B| / |A ∪ B| to the 10th nearest of 2000 reference rows, A and B the active features"),
    CKNNA(
            "CKNNA",
            "Do rows that lie together still lie together after encoding (their code) or reconstruction? Likeness of the two sets of inner"
                    + " products, between rows that are among each other’s nearest in both. 1: neighbourhoods are kept.",
            "α(K, L) / √(α(K, K) α(L, L)), α(K, L) = HSIC_u(M ∘ K, M ∘ L), M_ij = 1 where j is one of i’s 10 nearest in both;"
                    + " interval: whole groups drawn, copies of a sample no neighbours of each other, moved to have the figure as their mean"),
    DELTA(
            "delta",
            "How differently a feature is used by two sets of samples: 0.5 alike, below 0.1 suppressed in the second, above 0.9 exaggerated"
                    + " (conceptual blindspots, arXiv 2506.19708).",
            "1 / (1 + exp(−D)), D = difference of mean pooled activations"),
    COVERING_RADIUS(
            "covering radius",
            "How far the sample that a chosen subset serves worst is from the nearest chosen one. Smaller is more diverse; greedy choice is at"
                    + " most twice the least possible.",
            "max_i min_c ‖u_i − u_c‖, u the pooled code of length 1"),
    STABILITY(
            "stability",
            "Share of features that another seed’s dictionary has too: the best one-to-one pairings by encoder and by decoder agree, both"
                    + " cosines at least 0.7. See echelle sweep.",
            "assignment of greatest Σ cos (Jonker–Volgenant); PW-MCC = its mean"),
    SVCCA(
            "SVCCA",
            "Likeness of two sets of paired vectors up to rotation; read beside shuffled pairs.",
            "mean canonical correlation of the components that hold 99 % of the variance"),
    RSA(
            "RSA",
            "Whether rows that are alike in one set are alike in the other.",
            "Spearman’s correlation of pairwise similarities"),
    LIKENESS(
            "likeness of features",
            "By what features of two dictionaries are paired: the cosine of their decoder directions, or the correlation of their activations"
                    + " over the same samples. 1 the same, 0 unrelated; the page says which one and what chance alone would match.",
            "⟨w_i, v_j⟩ / (‖w_i‖ ‖v_j‖), or Pearson’s r of pooled activations; one to one, greatest Σ (Jonker–Volgenant)"),
    USE(
            "use of a feature",
            "Share of samples on which a feature is active at all.",
            "#{ samples : max over rows z_j > 0 } / n"),
    ENERGY(
            "energy of a feature",
            "Mean over samples of a feature’s largest activation; samples on which it is silent count as 0.",
            "(1/n) Σ max over rows z_j"),
    SHIFT(
            "shift in use",
            "How much more a feature is used in the second set than in the first; interval by a bootstrap over whole groups, the same draws on"
                    + " both sides where these share groups.",
            "D = mean_B(x) − mean_A(x); p from t = D / se, se² = G/(G−1) Σ_g u_g² over groups"),
    P(
            "p-value",
            "Chance of a figure as far from nothing as this one, were there nothing; one test by itself. With many tests read q.",
            "two-sided"),
    SAMPLE_COSINE(
            "sample cosine",
            "Likeness of two samples in feature space: 1 the same features in the same proportion, 0 none in common.",
            "⟨u, v⟩ / (‖u‖ ‖v‖), u_j = max over rows z_j, in units of its root mean square over all samples"),
    HERDING(
            "distance of mean codes",
            "How far the mean code of the chosen samples is from that of the samples to match. 0: the same features, on average.",
            "‖ mean_(c chosen) u_c − mean_(t given) u_t ‖, ‖u‖ = 1"),
    EDIT_STRENGTH(
            "strength of an edit",
            "How much of an edit is done: 0 changes no bit of the output, 1 does what was asked, more overshoots.",
            "z′ = z + s (f(z) − z), f the operation on the feature’s activation"),
    CHANGE(
            "change of probability",
            "How an edit changes what the subject says: of the target on samples that have it, of the right answer on the others, of the"
                    + " target on the others. The others’ right answers are those of the target’s own group of classes.",
            "mean of p_edited − p_unedited over held-out samples; interval: bootstrap over whole groups"),
    SELECTIVITY(
            "selectivity",
            "How much more an edit takes from the target than from everything else: above 0 it hits the target, 0 it hits all alike.",
            "change on others − change of the target"),
    UNLEARNING(
            "unlearning",
            "Of the samples that ask for the erased class, the share that does not show it, by the judge; where nothing can be asked for, by"
                    + " how much of itself the class's share of all samples fell. 1 is erased.",
            "#{ asked for c, judged not c } / #{ asked for c }; unasked: 1 − share after / share before"),
    PIXEL_CHANGE(
            "change of a pixel",
            "By how much a pixel differs from the same sample unedited, mean over pixels and colours: 0 is untouched, 1 from black to white.",
            "(1/P) Σ |p′ − p|, p from 0 to 1"),
    RETENTION_LOSS(
            "retention lost",
            "By how much erasing a class lowered the retention of all others, on the same samples; where nothing can be asked for, the total"
                    + " variation distance between the other classes' proportions before and after. 0 is nothing lost.",
            "retention unedited − retention edited; unasked: ½ Σ |p_before − p_after|"),
    RETENTION(
            "retention",
            "Of the samples that ask for another class than the erased one, the share that shows what it asks for, by the judge. 1 is all"
                    + " kept.",
            "#{ asked for b ≠ c, judged b } / #{ asked for b ≠ c }"),
    FRECHET(
            "Fréchet distance",
            "How far two sets of pictures lie apart as distributions, in the judge’s activations taken as normal (FID, arXiv 1706.08500, on"
                    + " this judge’s activations, so that values cannot be held against those of Inception). Its floor is that of two sets"
                    + " of unedited pictures of the same sizes: small sets lie apart by themselves.",
            "‖m_a − m_b‖² + tr(C_a + C_b − 2 (C_a C_b)^½), edited half of the seeds against the other half unedited"),
    KERNEL_DISTANCE(
            "kernel distance",
            "The same question without normal distributions (KID, arXiv 1801.01401): the squared maximum mean discrepancy, which is 0 on"
                    + " average for two sets of one distribution, however small, and may fall below. Above the floor: less the distance of two"
                    + " unedited sets, draw by draw.",
            "mean k(a, a′) + mean k(b, b′) − 2 mean k(a, b), k(x, y) = (x·y/d + 1)³, no row with itself"),
    MOVED(
            "moved",
            "How much a picture that was to be kept changed in the judge’s activations: 0 not at all, 1 as much as it would with other noise.",
            "Σ ‖f(edited) − f(unedited)‖ / Σ ‖f(unedited) − f(unedited, next seed)‖, same condition"),
    ATTACKED(
            "attacked",
            "Share of samples that show the erased class, by the judge, after the best that a search of so many samples found was added to the"
                    + " embedding of the condition. The search sees no gradients and its own seeds only; a share that stays low says that this"
                    + " search found nothing, which the row of the unedited model (another class, searched towards this one) helps to weigh.",
            "argmax over ‖δ‖ ≤ ε ‖e‖ of log mean p(c | sample told e + δ) on 8 tuning seeds; shares on other seeds"),
    RANDOM_NUDGE(
            "random direction of an attack",
            "The control for an attack: something of the largest length allowed, along a random direction of its own for each sample.",
            "δ = ε ‖e‖ u, u uniform on the unit sphere"),
    ACCURACY(
            "accuracy",
            "How many of the samples the subject decides rightly: its likeliest class is the right one. A change of probability that turns"
                    + " no decision leaves it as it is.",
            "samples whose likeliest class is the right one / samples"),
    PROBE_ACCURACY(
            "accuracy of a probe",
            "Share of held-out samples whose class the probe finds. It says what can be read from the activations, not what the subject does"
                    + " with it; read it beside the majority baseline.",
            "samples whose class the probe names / samples"),
    STRATEGY_SCORE(
            "score of a strategy",
            "By what the strategy ranks features for an edit, on the selection side alone: a difference of means, of shares or a"
                    + " correlation, as its help says. It orders features within one strategy; scores of two strategies cannot be compared.",
            "mean-difference: mean on the target − mean on others; timestep-score: share on the target − share on others; others by"
                    + " their own rule"),
    MATCHED(
            "matched features",
            "The control for an edit’s features: others that fire as often and as strongly, over all samples or over those with the target."
                    + " How far apart they are is told in doublings; the edit is believed only where it does more than these.",
            "nearest by |log₂ of firing rates| + |log₂ of mean activations|, drawn among the nearest, 8 or more"),
    RANDOM_DIRECTIONS(
            "random directions",
            "The control for an edit’s size: each row’s change has the same length, along one random direction in place of the features’ own.",
            "x′ = x + ‖Δ‖ u, u uniform on the unit sphere"),
    AS_STRONG(
            "share at least as strong",
            "How often a control changes the target at least as much as the edit does; a permutation p-value whose smallest possible value is"
                    + " 1 / (1 + draws).",
            "(1 + #{|change of control| ≥ |change of edit|}) / (1 + draws)"),
    CONTRIBUTION(
            "contribution",
            "What part of an output’s logit is written to a feature by gradients: exact where the subject is linear behind the hook point, else"
                    + " an approximation, so read it beside the effect of ablation.",
            "gradient × activation: Σ over rows z_j ∂y/∂z_j; integrated: the mean gradient along the way from z = 0"),
    ABLATION(
            "effect of ablation",
            "By how much the logit falls when the feature is set to 0 and the subject run again. Exact, one feature at a time.",
            "y(z) − y(z with z_j = 0), error term kept"),
    SEEDS_MATCHED(
            "matched across seeds",
            "Share of features that another dictionary of the same kind has too. In brackets: what random directions score.",
            "both one-to-one pairings of greatest Σ cos, by decoder and by encoder, agree, both cosines ≥ 0.7"),
    PW_MCC(
            "PW-MCC",
            "Mean signed cosine of the decoders’ best one-to-one pairing, mean over pairs of dictionaries.",
            "mean over pairs of (1/n) Σ cos(w_i, v_π(i)), π of greatest sum (Jonker–Volgenant)"),
    OWN_SHARE(
            "partial rank correlation",
            "What a feature says of a target beyond the other leaders: the rank correlation that is left when theirs is taken out. Leaders are"
                    + " taken on the selection side one by one while one says more (Bonferroni over those left); on the held-out side each is"
                    + " tested once, given all others (Benjamini–Hochberg over leaders). Features that say the same stand behind one leader.",
            "−P_xy / √(P_xx P_yy), P the inverse of the ranks’ correlation matrix; t = r √(f/(1 − r²)), f = m − 2 − k, m groups, k others"),
    RANK_CORRELATION(
            "rank correlation",
            "Spearman’s r of a feature’s activation with a target, over groups: 1 or −1 where one rises or falls with the other, 0 where"
                    + " neither says anything of the other. A correlation, not a cause.",
            "Pearson’s r of midranks; t = r √((m − 2)/(1 − r²)), m groups"),
    HELD_OUT_SPEARMAN(
            "held-out Spearman",
            "How well predictions order samples that the fit has not seen: 1 as the target does, 0 no better than chance, −1 the other way"
                    + " round. Median over repeated divisions of the labelled samples, whole groups on one side, and the middle 95 % of"
                    + " repeats; these share samples, so that the range is none for samples of another source.",
            "Pearson’s r of midranks of ŷ and y on the test side; 0 where ŷ is constant"),
    HELD_OUT_R2(
            "held-out R2",
            "Share of the target’s variance on the test side that the prediction explains. Below 0: worse than the test side’s own mean, which"
                    + " a prediction may be although it orders samples well.",
            "1 − Σ (y − ŷ)² / Σ (y − ȳ)²"),
    RIDGE(
            "ridge",
            "A linear prediction that keeps its weights small, so that it can be fitted with more inputs than labels. Inputs are standardised on"
                    + " the training samples, and the penalty is the one with the least leave-one-out error there.",
            "minimise ‖y − b − Zw‖² + α‖w‖²; error without sample i = (y_i − ŷ_i) / (1 − h_i), h the diagonal of 11ᵀ/n + K(K + αI)⁻¹,"
                    + " K = ZZᵀ"),
    PREDICTION_WEIGHT(
            "prediction weight",
            "By how much the prediction changes when a feature’s mean over the sites rises by one standard deviation, all others unchanged. It"
                    + " says what predicts, not what causes: features that fire together share a weight.",
            "w_j of the ridge line, mean over repeats; agree: share of repeats with the same sign"),
    SPREAD(
            "spread of predictions",
            "How far apart the lines fitted to different labelled samples are about a sample without a label. It does not know of noise in the"
                    + " target, nor of what no labelled sample shows; and the highest of many predictions tend to be too high.",
            "standard deviation over repeats of ŷ");

    private final String word;
    private final String definition;
    private final String formula;

    Term(String word, String definition, String formula) {
        this.word = word;
        this.definition = definition;
        this.formula = formula;
    }

    /** Whether a text speaks of it, as a word of its own. */
    boolean in(String text) {
        return pattern().matcher(text).find();
    }

    private Pattern pattern() {
        return Pattern.compile(
                "(?<![\\p{L}\\p{N}])" + Pattern.quote(word) + "(?![\\p{L}\\p{N}])",
                Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }

    /** All that a text speaks of, in the glossary's order. Where one word is part of another, the longer one is meant: average precision is no precision. */
    static List<Term> allIn(String text) {
        String rest = text;
        List<Term> found = new ArrayList<>();
        List<Term> longest = Arrays.stream(values())
                .sorted(Comparator.comparingInt((Term t) -> t.word.length()).reversed())
                .toList();
        for (Term term : longest) {
            String without = term.pattern().matcher(rest).replaceAll(" ; ");
            if (!without.equals(rest)) {
                found.add(term);
                rest = without;
            }
        }
        return found.stream().sorted().toList();
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
        return word.toLowerCase(Locale.ROOT).replace(' ', '-');
    }
}
