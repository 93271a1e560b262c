/* Figures of a unit that the key figures look for. Any other name is free: agreements say which
 * they use. */
#ifndef JOUR_FIGURENAME_H
#define JOUR_FIGURENAME_H

/* Crimes reported to the police. */
#define FIGURE_CRIMES_EN "reported crimes"
#define FIGURE_CRIMES_SV "anmälda brott"

#endif
