#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""content/organisations.csv: every municipality and region of Sweden, once, with the codes of Statistics Sweden."""
import csv
import os
import re
import unicodedata
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
COLUMNS = ['code', 'kind', 'name_sv', 'short_sv', 'name_en', 'slug', 'county_code', 'same_as']
# The municipalities of each county, counted in Statistics Sweden's list.
COUNTIES = {'01': 26, '03': 8, '04': 9, '05': 13, '06': 13, '07': 8, '08': 12, '09': 1, '10': 5, '12': 33, '13': 6,
            '14': 49, '17': 16, '18': 12, '19': 10, '20': 15, '21': 10, '22': 7, '23': 8, '24': 15, '25': 14}
CITIES = {'0180', '0183', '0184', '0186', '0187', '1280', '1282', '1283', '1480', '1481', '1488', '1490', '1980', '2583'}


def fold(name):
    letters = unicodedata.normalize('NFD', name.lower())
    return ''.join(c for c in letters if not unicodedata.combining(c)).replace(' ', '-')


class Organisations(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with open(os.path.join(ROOT, 'content', 'organisations.csv'), encoding='utf-8', newline='') as file:
            reader = csv.DictReader(file)
            cls.rows = list(reader)
            cls.columns = reader.fieldnames
        cls.municipalities = [row for row in cls.rows if row['kind'] == 'municipality']
        cls.regions = [row for row in cls.rows if row['kind'] == 'region']
        cls.by_code = {row['code']: row for row in cls.rows}

    def test_all_are_there(self):
        self.assertEqual(self.columns, COLUMNS)
        self.assertEqual((len(self.municipalities), len(self.regions), len(self.rows)), (290, 21, 311))
        self.assertEqual({row['code'] for row in self.regions}, set(COUNTIES))
        for county, count in COUNTIES.items():
            found = [row for row in self.municipalities if row['county_code'] == county]
            self.assertEqual(len(found), count, county)

    def test_codes(self):
        codes = [row['code'] for row in self.rows]
        self.assertEqual(codes, sorted(set(codes)))
        for row in self.rows:
            self.assertRegex(row['code'], r'\A\d{4}\Z' if row['kind'] == 'municipality' else r'\A\d{2}\Z')
            self.assertEqual(row['code'][:2], row['county_code'], row)

    def test_names(self):
        for row in self.rows:
            for column in ('name_sv', 'short_sv', 'name_en'):
                text = row[column]
                self.assertTrue(text and text == ' '.join(text.split()), row)
                self.assertEqual(text, unicodedata.normalize('NFC', text))
            if row['kind'] == 'region':
                self.assertRegex(row['name_sv'], r'\ARegion |regionen\Z')
            elif row['code'] != '0980':
                self.assertRegex(row['name_sv'], r' [Ss]tad\Z' if row['code'] in CITIES else r' kommun\Z')
                # "Lunds kommun", "Borås Stad"; only Falun is bent in another way.
                stem = 'Falu' if row['short_sv'] == 'Falun' else row['short_sv']
                self.assertRegex(row['name_sv'], r'\A' + re.escape(stem) + r's? (kommun|[Ss]tad)\Z')
                self.assertNotRegex(row['name_sv'], r'[sx]s (kommun|[Ss]tad)\Z')
        names = [row['name_sv'] for row in self.rows]
        self.assertEqual({name for name in names if names.count(name) > 1}, {'Region Gotland'})

    def test_slugs(self):
        slugs = [row['slug'] for row in self.rows]
        self.assertEqual(len(set(slugs)), len(slugs))
        folded = [fold(row['short_sv']) for row in self.rows]
        for row, name in zip(self.rows, folded):
            self.assertRegex(row['slug'], r'\A[a-z0-9]+(-[a-z0-9]+)*\Z')
            if folded.count(name) == 1:
                self.assertEqual(row['slug'], name)
            else:  # Habo and Håbo: neither takes the address of both
                self.assertRegex(row['slug'], r'\A' + name + r'-[a-z]+-lan\Z')

    def test_gotland_is_one_organisation(self):
        self.assertEqual([row['code'] for row in self.rows if row['same_as']], ['09'])
        region, municipality = self.by_code['09'], self.by_code[self.by_code['09']['same_as']]
        self.assertEqual(municipality['code'], '0980')
        self.assertEqual(region['name_sv'], municipality['name_sv'])


if __name__ == '__main__':
    unittest.main()
