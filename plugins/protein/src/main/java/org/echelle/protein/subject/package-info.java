/**
 * What the subjects of this plugin share: proteins to tokens ({@link org.echelle.protein.subject.Tokenizer}), rows to residues,
 * random twins ({@link org.echelle.protein.subject.SequenceSubject}). A network brings its {@link
 * org.echelle.protein.subject.SequenceNetwork}.
 */
package org.echelle.protein.subject;
