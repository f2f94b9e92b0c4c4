# Writes data/*.csv and data/references.json with R: Rscript references.R (packages survey, lme4, sampling, jsonlite). Run in this folder.
suppressMessages({library(survey); library(jsonlite); library(lme4); library(sampling)})
options(survey.lonely.psu = "fail"); data(api); data(scd)
columns <- c("stype", "dnum", "snum", "pw", "api99", "api00", "enroll", "api.stu", "sch.wide", "comp.imp", "awards")
write.csv(apistrat[, c(columns, "fpc")], "data/apistrat.csv", row.names = FALSE, na = "")
write.csv(apiclus1[, c(columns, "fpc")], "data/apiclus1.csv", row.names = FALSE, na = "")
write.csv(apiclus2[, c(columns, "fpc1", "fpc2")], "data/apiclus2.csv", row.names = FALSE, na = "")
num <- function(x) unname(as.numeric(x))
both <- function(s) list(estimate = num(coef(s)), se = num(SE(s)))
out <- list(versions = list(R = R.version.string, survey = as.character(packageVersion("survey")), lme4 = as.character(packageVersion("lme4")),
  sampling = as.character(packageVersion("sampling"))))

describe <- function(d) {
  by <- svyby(~api00, ~stype, d, svymean, deff = "replace"); inside <- subset(d, enroll > 400)
  share <- function(method, design = d) { p <- svyciprop(~I(sch.wide == "Yes"), design, method = method); list(estimate = num(coef(p)), se = num(SE(p)), ci = num(attr(p, "ci"))) }
  q <- function(design) { s <- svyquantile(~api00, design, c(0.25, 0.5, 0.9), ci = TRUE, interval.type = "mean", qrule = "math", df = degf(design)); list(table = unname(as.matrix(s$api00))) }
  chi <- function(s) { t <- svychisq(~sch.wide + awards, d, statistic = s); list(statistic = num(t$statistic), parameter = num(t$parameter), p = num(t$p.value)) }
  awards <- function(s) { t <- svychisq(~sch.wide + stype, d, statistic = s); list(statistic = num(t$statistic), parameter = num(t$parameter), p = num(t$p.value)) }
  m <- svymean(~api00, d, deff = "replace")
  list(mean = c(both(m), deff = num(deff(m)), ci = list(num(confint(m, df = degf(d))))), df = degf(d), total = both(svytotal(~enroll, d)),
    ratio = both(svyratio(~api.stu, ~enroll, d)), domain_mean = c(both(by), list(deff = num(by[[grep("^DEff", names(by))]]))), domain_total = both(svyby(~enroll, ~stype, d, svytotal)),
    domain_ratio = both(svyby(~api.stu, ~stype, denominator = ~enroll, d, svyratio)), inside = both(svymean(~api00, inside)), inside_df = degf(inside),
    logit = share("logit"), beta = share("beta"), wald = share("mean"), inside_logit = share("logit", inside), inside_beta = share("beta", inside),
    quantile = q(d), inside_quantile = q(inside), chi_f = chi("F"), chi_first = chi("Chisq"), stype_f = awards("F"), stype_first = awards("Chisq"),
    domain_vcov = vcov(svyby(~api00, ~sch.wide, d, svymean, covmat = TRUE)))
}
d1 <- svydesign(id = ~dnum, weights = ~pw, data = apiclus1, fpc = ~fpc); d1n <- svydesign(id = ~dnum, weights = ~pw, data = apiclus1)
ds <- svydesign(id = ~1, strata = ~stype, weights = ~pw, data = apistrat, fpc = ~fpc); dsn <- svydesign(id = ~1, strata = ~stype, weights = ~pw, data = apistrat)
# cluster sample without finite population: two stages come down to PSU totals
d2 <- svydesign(id = ~dnum, weights = ~pw, data = apiclus2)
out$clus1 <- describe(d1); out$clus1_nofpc <- describe(d1n); out$strat <- describe(ds); out$strat_nofpc <- describe(dsn); out$clus2 <- describe(d2)

types <- data.frame(stype = c("E", "H", "M"), Freq = c(4421, 755, 1018)); wide <- data.frame(sch.wide = c("No", "Yes"), Freq = c(1072, 5122))

r <- rake(d1, list(~stype, ~sch.wide), list(types, wide), control = list(maxit = 500, epsilon = 1e-9))
out$rake <- list(weights = num(weights(r)), mean = both(svymean(~api00, r)), total = both(svytotal(~enroll, r)))
p <- postStratify(d1, ~stype, types); out$poststratify <- list(weights = num(weights(p)), mean = both(svymean(~api00, p)), total = both(svytotal(~enroll, p)))
totals <- c("(Intercept)" = 6194, stypeH = 755, stypeM = 1018, api99 = 3914069)
for (f in c("linear", "raking", "logit")) {
  g <- if (f == "logit") calibrate(d1, ~stype + api99, totals, calfun = f, bounds = c(0.5, 2), epsilon = 1e-12, maxit = 500) else calibrate(d1, ~stype + api99, totals, calfun = f, epsilon = 1e-12, maxit = 500)
  out[[paste0("calibrate_", f)]] <- list(weights = num(weights(g)), mean = both(svymean(~api00, g)), total = both(svytotal(~enroll, g)))
}
g <- calibrate(d1, ~stype + api99, totals, calfun = "linear", bounds = c(0.7, 1.6), epsilon = 1e-12, maxit = 500); out$calibrate_bounded <- list(weights = num(weights(g)))
t <- trimWeights(ds, lower = 16, upper = 40); out$trim_once <- num(weights(t)); t <- trimWeights(ds, lower = 16, upper = 40, strict = TRUE); out$trim <- num(weights(t))

reps <- function(d) list(mean = both(svymean(~api00, d)), total = both(svytotal(~enroll, d)), ratio = both(svyratio(~api.stu, ~enroll, d)),
  domain = both(svyby(~api00, ~stype, d, svymean)), median = suppressWarnings(both(svyquantile(~api00, d, 0.5, interval.type = "quantile", qrule = "math", ci = TRUE))))
out$jkn <- reps(as.svrepdesign(dsn, type = "JKn", mse = TRUE)); out$jk_clus <- reps(as.svrepdesign(d1, type = "JK1", mse = TRUE))
scd$w <- 1; sd <- svydesign(id = ~ambulance, strata = ~ESA, data = scd, weights = ~w, nest = TRUE)
write.csv(scd, "data/scd.csv", row.names = FALSE)
pair <- function(...) { d <- as.svrepdesign(sd, ..., mse = TRUE); list(total = both(svytotal(~alive, d)), ratio = both(svyratio(~alive, ~arrests, d)), count = ncol(weights(d))) }
out$brr <- pair(type = "BRR"); out$fay <- pair(type = "Fay", fay.rho = 0.3)
# replicate weights that R draws, and what R makes of them, raked in each replicate too
set.seed(11); b <- as.svrepdesign(dsn, type = "subbootstrap", replicates = 25)
br <- rake(b, list(~stype, ~sch.wide), list(types, wide), control = list(maxit = 500, epsilon = 1e-10)); bp <- postStratify(b, ~stype, types)
out$boot <- c(reps(b), list(factors = unname(as.matrix(weights(b, "replication"))), scale = num(b$scale), rscales = num(b$rscales), raked = reps(br), raked_weights = num(weights(br, "sampling")), poststratified = reps(bp)))

sizes <- apistrat$enroll[1:40]; out$pps <- list(sizes = num(sizes), p = num(inclusionprobabilities(sizes, 12)))
sizes2 <- c(sizes, 60000, 9000); out$pps_certain <- list(sizes = num(sizes2), p = num(inclusionprobabilities(sizes2, 12)))

set.seed(3); k <- 24; n <- 900; area <- sample(k, n, TRUE); cls <- sample(6, n, TRUE); x <- rbinom(n, 1, 0.4)
y <- rbinom(n, 1, plogis(-1 + 0.6 * x + rnorm(k, 0, 0.7)[area] + rnorm(6, 0, 0.4)[cls])); mixed <- data.frame(y, x, area, cls); write.csv(mixed, "data/mixed.csv", row.names = FALSE)
describe_mixed <- function(m) list(sd = num(attr(VarCorr(m)[[1]], "stddev")), fixed = num(fixef(m)), loglik = num(logLik(m)), area = num(ranef(m)$area[, 1]))
m <- glmer(y ~ x + (1 | area), mixed, binomial, nAGQ = 0, control = glmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-10), tolPwrss = 1e-12)); out$mixed_one <- describe_mixed(m)
m <- glmer(y ~ x + (1 | area) + (1 | cls), mixed, binomial, nAGQ = 0, control = glmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-10), tolPwrss = 1e-12))
out$mixed_two <- c(describe_mixed(m), list(sd_cls = num(attr(VarCorr(m)$cls, "stddev"))))
write(toJSON(out, digits = 14, auto_unbox = TRUE, na = "null"), "data/references.json")
