/**
 * Any recommender of {@code torch.jit.save} that is shown rows of items ({@link org.echelle.recommender.script.ScriptSubjectKind}).
 */
package org.echelle.recommender.script;
