package org.echelle.protein.sequences;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Keys of UniProt's feature table and the words that its formats have for them: flat files and TSV write the key, XML and GFF words of
 * their own. How each becomes concepts follows InterPLM (Simon and Zou 2025), with the keys that it leaves out added.
 */
public enum FeatureType {
    ACT_SITE(Use.NAMED, true, "active site", "Active site"),
    BINDING(Use.NAMED, false, "binding site", "Binding site"),
    CA_BIND(Use.PLAIN, false, "calcium-binding region", "Calcium binding"),
    CARBOHYD(Use.NAMED, true, "glycosylation site", "Glycosylation"),
    CHAIN(Use.LEFT_OUT, false, "chain", "Chain"),
    COILED(Use.PLAIN, false, "coiled-coil region", "Coiled coil"),
    COMPBIAS(Use.NAMED, false, "compositionally biased region", "Compositional bias"),
    CONFLICT(Use.LEFT_OUT, false, "sequence conflict", "Sequence conflict"),
    CROSSLNK(Use.PAIRED, true, "cross-link", "Cross-link"),
    DISULFID(Use.PAIRED, true, "disulfide bond", "Disulfide bond"),
    DNA_BIND(Use.NAMED, false, "DNA-binding region", "DNA binding"),
    DOMAIN(Use.NAMED, false, "domain", "Domain"),
    HELIX(Use.STRUCTURE, false, "helix", "Helix"),
    INIT_MET(Use.PLAIN, true, "initiator methionine", "Initiator methionine"),
    INTRAMEM(Use.PLAIN, false, "intramembrane region", "Intramembrane"),
    LIPID(Use.PLAIN, false, "lipid moiety-binding region", "Lipidation"),
    METAL(Use.NAMED, true, "metal ion-binding site", "Metal binding"),
    MOD_RES(Use.NAMED, true, "modified residue", "Modified residue"),
    MOTIF(Use.NAMED, false, "short sequence motif", "Motif"),
    MUTAGEN(Use.LEFT_OUT, false, "mutagenesis site", "Mutagenesis"),
    NON_CONS(Use.LEFT_OUT, false, "non-consecutive residues", "Non-adjacent residues"),
    NON_STD(Use.NAMED, true, "non-standard amino acid", "Non-standard residue"),
    NON_TER(Use.LEFT_OUT, false, "non-terminal residue", "Non-terminal residue"),
    NP_BIND(Use.NAMED, false, "nucleotide phosphate-binding region", "Nucleotide binding"),
    PEPTIDE(Use.NAMED, false, "peptide", "Peptide"),
    PROPEP(Use.PLAIN, false, "propeptide", "Propeptide"),
    REGION(Use.NAMED, false, "region of interest", "Region"),
    REPEAT(Use.NAMED, false, "repeat", "Repeat"),
    SIGNAL(Use.NAMED, false, "signal peptide", "Signal peptide"),
    SITE(Use.NAMED, true, "site", "Site"),
    STRAND(Use.STRUCTURE, false, "strand", "Beta strand"),
    TOPO_DOM(Use.NAMED, false, "topological domain", "Topological domain"),
    TRANSIT(Use.NAMED, false, "transit peptide", "Transit peptide"),
    TRANSMEM(Use.NAMED, false, "transmembrane region", "Transmembrane"),
    TURN(Use.STRUCTURE, false, "turn", "Turn"),
    UNSURE(Use.LEFT_OUT, false, "unsure residue", "Sequence uncertainty"),
    VAR_SEQ(Use.LEFT_OUT, false, "splice variant", "Alternative sequence"),
    VARIANT(Use.LEFT_OUT, false, "sequence variant", "Natural variant"),
    ZN_FING(Use.NAMED, false, "zinc finger region", "Zinc finger");

    /** How features of a type become concepts. */
    public enum Use {
        /** One concept for all, and one a name. */
        NAMED,
        /** One concept. */
        PLAIN,
        /** One concept, whose positives are the two ends only. */
        PAIRED,
        /** One concept, unknown where an entry has no secondary structure at all. */
        STRUCTURE,
        /** None: variants, and what says something about the sequence's making. */
        LEFT_OUT
    }

    private static final Map<String, FeatureType> WORDS = new HashMap<>();

    static {
        for (FeatureType type : values()) {
            WORDS.put(type.name().toLowerCase(Locale.ROOT), type);
            WORDS.put(type.xml.toLowerCase(Locale.ROOT), type);
            WORDS.put(type.title.toLowerCase(Locale.ROOT), type);
        }
    }

    private final Use use;
    private final boolean single;
    private final String xml;
    private final String title;

    FeatureType(Use use, boolean single, String xml, String title) {
        this.use = use;
        this.single = single;
        this.xml = xml;
        this.title = title;
    }

    /** How it becomes concepts. */
    public Use use() {
        return use;
    }

    /** Whether it is about single residues, so that recall is counted by residue and instances are not told apart. */
    public boolean single() {
        return single;
    }

    /** For people, such as {@code Zinc finger}. */
    public String title() {
        return title;
    }

    /** In ids, such as {@code zinc-finger}. */
    public String id() {
        return title.toLowerCase(Locale.ROOT).replace(' ', '-');
    }

    /**
     * Finds a type by its word in any of UniProt's formats, or by its id.
     *
     * @return empty for a word that is not known
     */
    public static Optional<FeatureType> of(String word) {
        String key = word.strip().toLowerCase(Locale.ROOT);
        FeatureType found = WORDS.get(key);
        return Optional.ofNullable(found != null ? found : WORDS.get(key.replace('-', ' ')));
    }
}
