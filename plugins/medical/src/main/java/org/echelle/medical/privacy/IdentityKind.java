package org.echelle.medical.privacy;

/** Kinds of elements that tell who a patient is, or help to find out (DICOM PS3.15, annex E). */
public enum IdentityKind {
    /** Names of the patient, relatives, physicians and operators. */
    NAMES("names"),
    /** Numbers of the patient, the visit, the order and the study. */
    NUMBERS("patient or order numbers"),
    /** Dates and times of birth, study and acquisition. */
    DATES("dates"),
    /** Institution, department, station and device. */
    PLACES("institution or station"),
    /** Address, telephone, residence. */
    CONTACTS("addresses"),
    /** Sex, age, size, weight, ethnic group, occupation, and the like. */
    PERSON("sex, age or the like"),
    /** History, diagnoses and comments in free words. */
    TEXTS("free text");

    private final String told;

    IdentityKind(String told) {
        this.told = told;
    }

    /** @return the kind in words */
    public String told() {
        return told;
    }
}
